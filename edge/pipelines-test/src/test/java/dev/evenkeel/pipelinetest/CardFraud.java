package dev.evenkeel.pipelinetest;

import dev.evenkeel.authoring.CatchUp;
import dev.evenkeel.authoring.DatasetRef;
import dev.evenkeel.authoring.ModelRef;
import dev.evenkeel.authoring.None;
import dev.evenkeel.authoring.PipelineBuilder;
import dev.evenkeel.authoring.PipelineDefinition;
import dev.evenkeel.authoring.PipelineDocument;
import dev.evenkeel.authoring.Retry;
import dev.evenkeel.authoring.Role;
import dev.evenkeel.authoring.StepCode;
import dev.evenkeel.authoring.Trigger;
import dev.evenkeel.authoring.When;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A pipeline with about everything that a pipeline can say; its twin is [#YAML].
final class CardFraud implements PipelineDefinition {
  record Args(LocalDate week, double floor, boolean dry) {}

  record Week(LocalDate week) {}

  record Txns(DatasetRef txns) {}

  record Parts(DatasetRef fit, DatasetRef hold) {}

  record FitIn(DatasetRef data, int depth) {}

  record Fit(ModelRef model) {}

  record BestIn(List<ModelRef> models, DatasetRef data) {}

  record Best(ModelRef model, double auc) {}

  /// The transactions of a week.
  public static final class Pull implements StepCode<Week, Txns> {
    @Override
    public Txns run(Week in) {
      return new Txns(DatasetRef.of("txns@" + in.week().getDayOfMonth()));
    }
  }

  static final String YAML =
      """
      version: 1
      name: card-fraud
      params:
        week: date
        floor: {type: number, default: 0.9}
        dry: {type: boolean, default: false}
      schedule: {cron: "30 2 * * MON", zone: Europe/Oslo, catchUp: latest}
      partition: {by: week, every: 7d}
      concurrency: {key: fraud, max: 2}
      priority: 5
      deadline: 3h
      triggers: [{alert: card-fraud, type: PERFORMANCE}, {dataset: txns}, {model: m, alias: champion}, {webhook: nightly}, {pipeline: other}]
      steps:
        pull: {java: "dev.evenkeel.pipelinetest.CardFraud$Pull", in: {week: params.week}, out: {txns: dataset}, cache: content}
        split:
          python: split.py
          in: {txns: pull.txns}
          out: {fit: dataset, hold: dataset}
          with: {share: 0.8, columns: [a, b], nested: {deep: true, "n": 7}}
          cpu: 2
          gpu: 1
          memory: 4Gi
          timeout: 15min
          cache: 7d
          runner: process
          image: "python:3.13"
          env: {MODE: fast}
          secrets: {TOKEN: bank-token}
        fit:
          uses: fit
          each: {of: [4, 6, 8], parallel: 2}
          in: {data: split.fit, depth: item}
          out: {model: model}
          retry: {max: 2, backoff: 20s, factor: 3, backoffMax: 5min, jitter: 0.1}
        best: {exec: ./best, in: {models: "fit[*].model", data: split.hold}, out: {model: model, auc: number}}
        publish:
          uses: register
          with: {name: card-fraud, alias: challenger}
          in: {model: best.model}
          when: best.auc >= params.floor and not params.dry or best.auc == 1.0
          approve: {role: deployer, within: 1d}
        tell: {notify: "https://chat.example.com/hook", after: [publish, best], optional: true, when: "not (best.auc < 0.5)", retry: {max: 1}}
      """;

  @Override
  public PipelineDocument define() {
    var b = PipelineBuilder.of("card-fraud", Args.class);
    var floor = b.param(Args::floor).otherwise(0.9);
    var dry = b.param(Args::dry).otherwise(false);
    var pull = b.java("pull", Pull.class).in(Week::week).from(b.param(Args::week)).cacheByContent();
    var split =
        b.step("split", Txns.class, Parts.class)
            .python("split.py")
            .in(Txns::txns)
            .from(pull.out(Txns::txns))
            .with("share", 0.8)
            .with("columns", List.of("a", "b"))
            .with("nested", nested())
            .cpu(2)
            .gpu(1)
            .memory("4Gi")
            .timeout(Duration.ofMinutes(15))
            .cacheFor(Duration.ofDays(7))
            .runner("process")
            .image("python:3.13")
            .env("MODE", "fast")
            .secret("TOKEN", "bank-token");
    var fits =
        b.each("fit", FitIn.class, Fit.class, List.of(4, 6, 8))
            .parallel(2)
            .in(FitIn::data)
            .from(split.out(Parts::fit))
            .item(FitIn::depth)
            .retry(
                Retry.times(2)
                    .backoff(Duration.ofSeconds(20))
                    .factor(3)
                    .backoffMax(Duration.ofMinutes(5))
                    .jitter(0.1));
    var best =
        b.step("best", BestIn.class, Best.class)
            .exec("./best")
            .in(BestIn::models)
            .from(fits.all(Fit::model))
            .in(BestIn::data)
            .from(split.out(Parts::hold));
    var auc = best.out(Best::auc);
    var publish =
        b.step("publish", Fit.class, None.class)
            .uses("register")
            .with("name", "card-fraud")
            .with("alias", "challenger")
            .in(Fit::model)
            .from(best.out(Best::model))
            .when(auc.ge(floor).and(When.not(When.holds(dry))).or(auc.eq(1.0)))
            .approve(Role.DEPLOYER, Duration.ofDays(1));
    b.step("tell", None.class, None.class)
        .notify("https://chat.example.com/hook")
        .after(publish)
        .after(best)
        .optional()
        .when(When.not(auc.lt(0.5)))
        .retry(1);
    return b.schedule("30 2 * * MON", ZoneId.of("Europe/Oslo"), CatchUp.LATEST)
        .partitionByDate(Args::week, Period.ofDays(7))
        .concurrency("fraud", 2)
        .priority(5)
        .deadline(Duration.ofHours(3))
        .triggers(
            Trigger.alert("card-fraud", "PERFORMANCE"),
            Trigger.newVersion("txns"),
            Trigger.aliasMoved("m", "champion"),
            Trigger.webhook("nightly"),
            Trigger.succeeded("other"))
        .build();
  }

  private static Map<String, Object> nested() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("deep", true);
    nested.put("n", 7);
    return nested;
  }
}
