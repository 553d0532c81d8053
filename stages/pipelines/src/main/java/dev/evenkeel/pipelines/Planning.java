package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.StepCache.Found;
import dev.evenkeel.pipelines.definition.Execution.Cache;
import dev.evenkeel.pipelines.definition.Judgement;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Reference;
import dev.evenkeel.pipelines.definition.Reference.OfParameter;
import dev.evenkeel.pipelines.definition.Reference.OfStep;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.store.Acting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/// What a run would do, as far as it can be known before: what it would take from earlier runs,
/// what it would skip, and what it would work on.
final class Planning {
  private final DSLContext sql;
  private final Pipeline pipeline;
  private final Map<String, String> parameters;
  private final String subject;
  private final Instant at;
  private final Function<String, StepAction> actions;
  private final Map<String, Map<String, String>> answers = new HashMap<>();
  private final Map<String, PlannedStep.Will> wills = new HashMap<>();

  Planning(
      DSLContext sql,
      Pipeline pipeline,
      Map<String, String> parameters,
      String subject,
      Instant at,
      Function<String, StepAction> actions) {
    this.sql = sql;
    this.pipeline = pipeline;
    this.parameters = parameters;
    this.subject = subject;
    this.at = at;
    this.actions = actions;
  }

  List<PlannedStep> steps() {
    List<PlannedStep> planned = new ArrayList<>();
    for (Step step : pipeline.steps()) {
      PlannedStep one = plan(step);
      wills.put(step.name(), one.will());
      planned.add(one);
    }
    return planned;
  }

  private PlannedStep plan(Step step) {
    Optional<String> skipped =
        step.waitsFor().stream()
            .filter(earlier -> wills.get(earlier) == PlannedStep.Will.SKIP)
            .findFirst();
    if (skipped.isPresent()) {
      return planned(step, PlannedStep.Will.SKIP, "`%s` is skipped".formatted(skipped.get()));
    }
    boolean allKnown = step.waitsFor().stream().allMatch(answers::containsKey);
    if (step.when().isPresent()) {
      boolean isKnown =
          step.when().get().references().allMatch(reference -> value(reference).isPresent());
      if (!isKnown) {
        return planned(step, PlannedStep.Will.DEPEND, "on " + step.when().get().text());
      }
      Judgement judgement = Judgement.of(step.when().get(), this::value);
      if (!judgement.holds()) {
        return planned(step, PlannedStep.Will.SKIP, "not so: " + judgement.why());
      }
    }
    if (step.approval().isPresent()) {
      return planned(
          step, PlannedStep.Will.ASK, "the role `%s`".formatted(step.approval().get().role()));
    }
    if (step.execution().cache() instanceof Cache.Never || step.each().isPresent()) {
      return planned(step, PlannedStep.Will.RUN, "");
    }
    return allKnown
        ? lookUp(step)
        : planned(step, PlannedStep.Will.RUN, "what it waits for runs anew");
  }

  private PlannedStep lookUp(Step step) {
    StepAction action = actions.apply(step.uses());
    Map<String, String> inputs = new LinkedHashMap<>();
    step.in()
        .forEach((port, reference) -> value(reference).ifPresent(value -> inputs.put(port, value)));
    Map<String, Map<String, String>> before = new LinkedHashMap<>();
    if (action.signature().isOpen()) {
      pipeline
          .before(step.name())
          .forEach(earlier ->
              before.put(earlier, Objects.requireNonNull(answers.getOrDefault(earlier, Map.of()))));
    }
    StepContext context =
        new StepContext(
            "",
            pipeline.name(),
            pipeline.digest(),
            subject,
            at,
            parameters,
            step.with(),
            before,
            new StepContext.Own(
                step.name(),
                1,
                Optional.empty(),
                inputs,
                Map.of(),
                step.out(),
                step.execution(),
                _ -> {},
                () -> false));
    Optional<String> code = action.code(context);
    if (code.isEmpty()) {
      return planned(step, PlannedStep.Will.RUN, "`%s` is never cached".formatted(step.uses()));
    }
    StepCache.Key key =
        new StepCache.Key(
            Acting.now().project(),
            pipeline.name(),
            step.name(),
            StepCache.parts(context, code.get(), action.signature().isOpen()));
    return switch (StepCache.find(sql, key, step.execution().cache(), Instant.now())) {
      case Found.Hit(var output, var runId, var found) -> {
        answers.put(step.name(), output);
        yield planned(
            step, PlannedStep.Will.TAKE, "the answer of run %s of %s".formatted(runId, found));
      }
      case Found.Miss(String why) -> planned(step, PlannedStep.Will.RUN, why);
    };
  }

  private Optional<String> value(Reference reference) {
    return switch (reference) {
      case OfParameter(String name) -> Optional.ofNullable(parameters.get(name));
      case OfStep(String step, String output) ->
          Optional.ofNullable(answers.getOrDefault(step, Map.of()).get(output));
      case Reference.OfEach _, Reference.Item _ -> Optional.empty();
    };
  }

  private static PlannedStep planned(Step step, PlannedStep.Will will, String why) {
    return new PlannedStep(step.name(), step.uses(), List.copyOf(step.waitsFor()), will, why);
  }
}
