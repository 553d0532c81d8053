package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Micros;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.models.ContractPin;
import dev.evenkeel.models.Metrics;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import dev.evenkeel.training.TrainingRequest.Holdout;
import dev.evenkeel.training.evaluation.Evaluation;
import dev.evenkeel.training.evaluation.Importance.Share;
import dev.evenkeel.training.evaluation.SliceSet;
import dev.evenkeel.training.search.Search;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which rows train and which judge, over a real dataset.
class TrainingStepsTest {
  private static final Instant UNTIL = Instant.parse("2026-05-01T00:00:00Z");

  /// Labels of the last month have come by then, but not all.
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private static final String PROJECT =
      """
      version: 1
      name: flats
      dataset: {name: flats, contract: flats.yaml, time: event_time}
      target: {column: kind, delay: 30d, labels: [a, b]}
      features: {id: id, area: area}
      """;

  private static final String CONTRACT =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: flats
      version: 1.0.0
      status: active
      schema:
        - name: flats
          logicalType: object
          properties:
            - {name: id, logicalType: integer, required: true}
            - {name: area, logicalType: number}
            - {name: kind, logicalType: string}
            - {name: event_time, logicalType: timestamp}
      """;

  private static final Contract LABELLED =
      new Contract(
          "flats-labelled",
          "1.0.0",
          "",
          "",
          "flats_labelled",
          List.of(
              Property.of("id", LogicalType.INTEGER, true),
              Property.of("area", LogicalType.NUMBER, false),
              Property.of("kind", LogicalType.STRING, false),
              Property.of("event_time", LogicalType.TIMESTAMP, true),
              Property.of("label_time", LogicalType.TIMESTAMP, true)));

  @TempDir Path folder;

  private Database database;
  private BlobStore blobs;
  private Datasets datasets;
  private LabelledRows rows;
  private Models models;

  /// One row as it was made.
  private record Row(int id, Instant event, Instant labelled, @Nullable String kind) {
    boolean isUsable() {
      return !labelled.isAfter(NOW) && ("a".equals(kind) || "b".equals(kind));
    }

    boolean isWithin(Instant from, Instant to) {
      return isUsable() && !event.isBefore(from) && event.isBefore(to);
    }
  }

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    Path data = folder.resolve("data");
    datasets = Datasets.open(database, blobs, data, CatalogAddress.embedded(data));
    rows = new LabelledRows(datasets);
    models = new Models(database, blobs, new SimulatedClock(NOW));
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  /// Two years of events, some after [#UNTIL]; labels within 90 days, some after [#NOW]; the second
  /// class is rare; some truths are missing or of a class that nobody named.
  private static List<Row> history(RandomGenerator random, int count) {
    List<Row> made = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      Instant event = NOW.minus(Duration.ofMinutes(random.nextInt(2 * 365 * 24 * 60)));
      Instant labelled = event.plus(Duration.ofMinutes(random.nextInt(90 * 24 * 60)));
      int kind = random.nextInt(100);
      made.add(
          new Row(id, event, labelled, kind < 10 ? "b" : kind < 94 ? "a" : kind < 97 ? "c" : null));
    }
    // Right on the edges.
    made.add(new Row(count, UNTIL, NOW, "a"));
    made.add(new Row(count + 1, UNTIL.minusNanos(1_000), NOW, "a"));
    made.add(new Row(count + 2, UNTIL.minusNanos(1_000), NOW.plusNanos(1_000), "a"));
    made.add(new Row(count + 3, UNTIL.minusNanos(1_000), UNTIL.minusNanos(1_000), "b"));
    return made;
  }

  private void ingest(List<Row> history) {
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    columns.put("id", new Frame.Numbers(history.stream().mapToDouble(Row::id).toArray()));
    columns.put("area", new Frame.Numbers(history.stream().mapToDouble(Row::id).toArray()));
    columns.put("kind", new Frame.Texts(history.stream().map(Row::kind).toArray(String[]::new)));
    columns.put("event_time", times(history.stream().map(Row::event).toList()));
    columns.put("label_time", times(history.stream().map(Row::labelled).toList()));
    datasets.ingest(
        new Ingest(
            "flats-labelled",
            LABELLED,
            new Source.Rows(new Frame(history.size(), columns)),
            NOW,
            "test"));
  }

  private static Frame.Times times(List<Instant> instants) {
    return new Frame.Times(instants.stream().mapToLong(Micros::of).toArray());
  }

  private StepContext context(boolean first, Holdout holdout, Period window) {
    TrainingRequest request =
        new TrainingRequest(
            blobs.put(PROJECT.getBytes(StandardCharsets.UTF_8)),
            blobs.put(CONTRACT.getBytes(StandardCharsets.UTF_8)),
            "flats-labelled",
            UNTIL,
            first,
            holdout,
            window,
            42);
    StepContext context =
        new StepContext(
            "run-1", "train", "sha256:x", "flats", NOW, request.parameters(), Map.of(), Map.of());
    return after(context, new LoadStep(datasets));
  }

  private static StepContext after(StepContext context, StepAction step) {
    Map<String, Map<String, String>> outputs = new LinkedHashMap<>(context.outputs());
    outputs.put(step.name(), step.run(context));
    return with(context, outputs);
  }

  private static StepContext with(StepContext context, Map<String, Map<String, String>> outputs) {
    return new StepContext(
        context.runId(),
        context.pipeline(),
        context.definitionDigest(),
        context.subject(),
        context.at(),
        context.parameters(),
        context.with(),
        outputs);
  }

  private StepContext split(boolean first, Holdout holdout, Period window) {
    return after(context(first, holdout, window), new SplitStep(blobs, rows));
  }

  private Frame training(StepContext split) {
    return rows.training(split, TrainingInputs.of(split, blobs));
  }

  private Frame holdout(StepContext split) {
    return rows.holdout(split, TrainingInputs.of(split, blobs));
  }

  private static Set<Integer> ids(Frame frame) {
    Set<Integer> ids =
        Arrays.stream(frame.numbers("id"))
            .mapToObj(id -> (int) id)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ids).hasSize(frame.rows());
    return ids;
  }

  private static Set<Integer> ids(List<Row> history, Predicate<Row> wanted) {
    return history.stream()
        .filter(wanted)
        .map(Row::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Instant before(Instant instant, Period period) {
    return instant.atZone(ZoneOffset.UTC).minus(period).toInstant();
  }

  private static void assertKnownAtTheCut(Frame frame, Instant to) {
    long[] events = frame.times("event_time");
    long[] labels = frame.times("label_time");
    for (int row = 0; row < frame.rows(); row++) {
      assertThat(events[row]).isLessThan(Micros.of(to)).isLessThanOrEqualTo(labels[row]);
      assertThat(labels[row]).isLessThanOrEqualTo(Micros.of(NOW));
    }
  }

  @Test
  void trainsUpToTheHoldoutAndJudgesByTheNewestMonths() {
    List<Row> history = history(Seeds.generator(1), 1_500);
    ingest(history);
    Seeds.each(
        40,
        random -> {
          int months = 1 + random.nextInt(4);
          Holdout wanted =
              new Holdout(
                  months, months + random.nextInt(5), random.nextInt(400), random.nextInt(40));
          Period window = Period.ofMonths(6 + random.nextInt(12));

          StepContext split = split(false, wanted, window);

          Instant cut = before(UNTIL, Period.ofMonths(monthsThatHold(history, wanted)));
          Instant from = before(cut, window);
          assertThat(split.output("holdoutFrom")).isEqualTo(cut.toString());
          assertThat(split.output("trainingTo")).isEqualTo(cut.toString());
          assertThat(split.output("holdoutTo")).isEqualTo(UNTIL.toString());
          assertThat(split.output("trainingFrom")).isEqualTo(from.toString());
          Frame training = training(split);
          Frame holdout = holdout(split);
          assertThat(ids(training)).isEqualTo(ids(history, row -> row.isWithin(from, cut)));
          assertThat(ids(holdout)).isEqualTo(ids(history, row -> row.isWithin(cut, UNTIL)));
          assertThat(ids(training)).doesNotContainAnyElementsOf(ids(holdout));
          assertKnownAtTheCut(training, cut);
          assertKnownAtTheCut(holdout, UNTIL);
          assertThat(split.output("trainingRows")).isEqualTo("" + training.rows());
          assertThat(split.output("holdoutRows")).isEqualTo("" + holdout.rows());
        });
  }

  /// As the policy says it: the fewest months that hold enough, or the most it allows.
  private static int monthsThatHold(List<Row> history, Holdout wanted) {
    for (int months = wanted.months(); months < wanted.monthsMax(); months++) {
      Instant from = before(UNTIL, Period.ofMonths(months));
      List<Row> held = history.stream().filter(row -> row.isWithin(from, UNTIL)).toList();
      long rare = held.stream().filter(row -> "b".equals(row.kind())).count();
      long common = held.size() - rare;
      if (held.size() >= wanted.rowsMin() && Math.min(rare, common) >= wanted.rarestMin()) {
        return months;
      }
    }
    return wanted.monthsMax();
  }

  @Test
  void splitsAFirstTrainingIntoTwoStablePartsOfAllRows() {
    List<Row> history = history(Seeds.generator(2), 1_000);
    ingest(history);
    Period window = Period.ofMonths(18);

    StepContext split = split(true, new Holdout(1, 3, 10, 1), window);
    Set<Integer> training = ids(training(split));
    Set<Integer> holdout = ids(holdout(split));

    Set<Integer> all = ids(history, row -> row.isWithin(before(UNTIL, window), UNTIL));
    assertThat(training).doesNotContainAnyElementsOf(holdout);
    assertThat(all).hasSize(training.size() + holdout.size());
    assertThat(all).containsAll(training).containsAll(holdout);
    assertThat(holdout.size()).isBetween(all.size() / 10, all.size() / 3);
    assertThat(split.output("trainingRows")).isEqualTo("" + training.size());
    assertThat(split.output("holdoutRows")).isEqualTo("" + holdout.size());
    assertKnownAtTheCut(training(split), UNTIL);

    ingest(history(Seeds.generator(3), 300));
    assertThat(ids(training(split))).isEqualTo(training);
    assertThat(ids(holdout(split))).isEqualTo(holdout);
  }

  @Test
  void readsTheVersionThatItsLoadStepFixed() {
    ingest(history(Seeds.generator(4), 600));
    StepContext before = split(false, new Holdout(1, 1, 1, 1), Period.ofMonths(12));
    Set<Integer> ids = ids(training(before));

    ingest(history(Seeds.generator(5), 600));

    assertThat(before.output("dataset")).isEqualTo("flats-labelled@1");
    assertThat(ids(training(before))).isEqualTo(ids);
    assertThat(context(false, new Holdout(1, 1, 1, 1), Period.ofMonths(12)).output("dataset"))
        .isEqualTo("flats-labelled@2");
  }

  @Test
  void saysThatThereIsNoGroundTruthYet() {
    Problem problem =
        Problems.of(() -> context(true, new Holdout(1, 1, 1, 1), Period.ofMonths(12)));

    assertThat(problem.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(problem.what()).isEqualTo("dataset flats-labelled has no version yet");
  }

  @Test
  void refusesToTrainOnAHandfulOfRows() {
    ingest(history(Seeds.generator(6), 30));

    Problem problem = Problems.of(() -> split(false, new Holdout(1, 1, 1, 1), Period.ofMonths(12)));

    assertThat(problem.kind()).isEqualTo(Kind.INPUT);
    assertThat(problem.what()).endsWith("labelled rows to train on before " + UNTIL);
    assertThat(problem.remedy()).contains("at least 50");
  }

  @Test
  void stopsAtARowThatWasLabelledBeforeItHappened() {
    Holdout holdout = new Holdout(1, 20, 1, 1);
    Instant oldest = before(UNTIL, Period.ofMonths(31));
    ingest(history(Seeds.generator(7), 200));
    CheckStep check = new CheckStep(blobs, rows);
    assertThat(check.run(context(false, holdout, Period.ofMonths(12)))).containsKey("checkedRows");

    ingest(List.of(new Row(900, oldest, oldest.minusNanos(1_000), "a")));

    Problem problem = Problems.of(() -> check.run(context(false, holdout, Period.ofMonths(12))));
    assertThat(problem.kind()).isEqualTo(Kind.INPUT);
    assertThat(problem.what())
        .isEqualTo("a row of flats-labelled@2 was labelled before it happened");
    assertThat(check.run(context(false, holdout, Period.ofMonths(10)))).containsKey("checkedRows");
  }

  @Test
  void registersOnceHoweverOftenACrashRepeatsIt() {
    ingest(history(Seeds.generator(8), 600));
    StepContext split = split(false, new Holdout(1, 1, 1, 1), Period.ofMonths(12));
    Map<String, Map<String, String>> outputs = new LinkedHashMap<>(split.outputs());
    outputs.put(
        "train",
        Map.of("artifact", blobs.put(new byte[] {1}), "profile", blobs.put(new byte[] {2})));
    outputs.put("baseline", Map.of("baselineLoss", "0.5", "baselineScore", "0.7"));
    outputs.put("evaluate", Map.of("loss", "0.25", "score", "NaN"));
    StepContext context = with(split, outputs);
    StepContext another =
        new StepContext(
            "run-2",
            context.pipeline(),
            context.definitionDigest(),
            context.subject(),
            context.at(),
            context.parameters(),
            context.with(),
            outputs);
    RegisterStep step = new RegisterStep(blobs, models);

    assertThat(step.run(context)).isEqualTo(Map.of("version", "1"));
    assertThat(step.run(another)).isEqualTo(Map.of("version", "2"));
    assertThat(step.run(context)).isEqualTo(Map.of("version", "1"));

    assertThat(models.versions("flats", Integer.MAX_VALUE, 9)).hasSize(2);
    var registered = models.version("flats", 1).orElseThrow();
    assertThat(registered.dataset()).isEqualTo("flats-labelled@1");
    assertThat(registered.pipelineRun()).contains("run-1");
    assertThat(registered.seed()).isEqualTo(42);
    assertThat(registered.description().contract())
        .contains(ContractPin.of(CONTRACT, "flats.yaml"));
    assertThat(registered.metrics())
        .containsEntry("holdout.loss", 0.25)
        .containsEntry("baseline.loss", 0.5)
        .containsEntry("holdout.score", Double.NaN);
    assertThat(registered.parameters()).containsEntry("holdoutTo", UNTIL.toString());
  }

  @Test
  void stepsTakeTheSettingsThatTheyKnow() {
    Map<String, Map<String, String>> known =
        Map.of("train", Map.of("trees", "7"), "score", Map.of("into", "flats-scores"));
    for (StepAction action : TrainingSteps.actions(datasets, blobs, models, new TreesRuntime())) {
      Problem problem = Problems.of(() -> action.check(Map.of("tress", "7")));

      assertThat(problem.kind()).isEqualTo(Kind.CONFIGURATION);
      assertThat(problem.what()).contains("`tress`");
      action.check(known.getOrDefault(action.name(), Map.of()));
    }
  }

  private StepContext trained() {
    ingest(history(Seeds.generator(9), 900));
    StepContext split = split(false, new Holdout(2, 2, 1, 1), Period.ofMonths(12));
    StepContext trained = after(split, new TrainStep(blobs, rows));
    return after(trained, new BaselineStep(blobs, rows));
  }

  private static StepContext settings(StepContext context, Map<String, String> with) {
    return new StepContext(
        context.runId(),
        context.pipeline(),
        context.definitionDigest(),
        context.subject(),
        context.at(),
        context.parameters(),
        with,
        context.outputs());
  }

  @Test
  void keepsAnEvaluationOfTheHoldoutThatTheVersionIsRegisteredWith() {
    StepContext asked = settings(trained(), Map.of("slices", "area, area * id"));
    StepContext evaluated = after(asked, new EvaluateStep(blobs, rows, models));

    Evaluation evaluation =
        Json.read(
            new String(blobs.bytes(evaluated.output("evaluation")), StandardCharsets.UTF_8),
            Evaluation.class);
    assertThat(String.valueOf(evaluation.rows())).isEqualTo(evaluated.output("holdoutRows"));
    assertThat(evaluation.metrics().get("accuracy"))
        .isEqualTo(Double.parseDouble(evaluated.output("score")));
    assertThat(evaluation.metrics().get("log_loss"))
        .isEqualTo(Double.parseDouble(evaluated.output("loss")));
    assertThat(evaluation.slices()).extracting(SliceSet::columns).hasSize(2);
    assertThat(evaluation.importance().orElseThrow().features())
        .extracting(Share::feature)
        .containsExactlyInAnyOrder("id", "area");
    assertThat(
            new String(blobs.bytes(evaluated.output("evaluationReport")), StandardCharsets.UTF_8))
        .contains("Evaluation of flats", "By area and id");
    assertThat(new EvaluateStep(blobs, rows, models).run(asked))
        .isEqualTo(evaluated.outputs().get("evaluate"));

    new RegisterStep(blobs, models).run(evaluated);
    assertThat(models.version("flats", 1).orElseThrow().metrics())
        .containsEntry("holdout.mcc", evaluation.metrics().get("mcc"));
    assertThat(models.version("flats", 1).orElseThrow().parameters())
        .containsEntry("train.trees", "100")
        .containsEntry("train.learningRate", "0.1");
  }

  @Test
  void slicesOnlyByWhatLabelledRowsHave() {
    StepContext trained = trained();
    EvaluateStep step = new EvaluateStep(blobs, rows, models);

    Problem problem = Problems.of(() -> step.run(settings(trained, Map.of("slices", "aera"))));
    assertThat(problem.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(problem.what()).contains("`aera`");
    assertThat(problem.remedy()).contains("`area`");
    for (Map<String, String> with :
        List.of(
            Map.of("slices", "a,,b"),
            Map.of("slices", "a * a"),
            Map.of("slices", "a*b*c*d"),
            Map.of("k", "3"),
            Map.of("group", "id", "k", "0"),
            Map.of("group", "id", "k", "x"))) {
      assertThat(Problems.of(() -> step.check(with)).kind()).isEqualTo(Kind.CONFIGURATION);
    }
  }

  @Test
  void valuesOfClassifiedColumnsAreNotShown() {
    Property secret =
        ContractReader.read(
                CONTRACT.replace(
                    "{name: area, logicalType: number}",
                    "{name: area, logicalType: number, classification: secret}"),
                "flats.yaml")
            .property("area")
            .orElseThrow();
    List<Property> properties = List.of(secret);

    Problem problem =
        Problems.of(() -> EvaluationSettings.of(Map.of("slices", "area")).demand(properties));

    assertThat(problem.what()).contains("classified `secret`");
    EvaluationSettings.of(Map.of("group", "area")).demand(properties);
  }

  @Test
  void trainsTheWinnerOfASearchOnAllRows() {
    ingest(history(Seeds.generator(10), 1_200));
    StepContext split = split(false, new Holdout(2, 2, 1, 1), Period.ofMonths(15));
    Map<String, String> with =
        Map.of(
            "search", "{depth: {int: [1, 6]}, learningRate: {log: [0.01, 0.5]}}",
            "searchTrials", "6",
            "searchFolds", "2",
            "searchPatience", "5",
            "trees", "30");
    TrainStep step = new TrainStep(blobs, rows);
    step.check(with);

    Map<String, String> answer = step.run(settings(split, with));
    Search search =
        Json.read(
            new String(blobs.bytes(answer.getOrDefault("search", "")), StandardCharsets.UTF_8),
            Search.class);

    assertThat(step.run(settings(split, with))).isEqualTo(answer);
    assertThat(search.trials()).hasSize(6);
    assertThat(search.isWhole()).isTrue();
    assertThat(search.winner().losses()).hasSize(2);
    Map<String, String> winner = new LinkedHashMap<>();
    search.winner().settings().forEach((name, value) -> winner.put(name, String.valueOf(value)));
    double trees = search.winner().trees().stream().mapToInt(each -> each).average().orElseThrow();
    winner.put("trees", String.valueOf(Math.round(trees)));
    assertThat(step.run(settings(split, winner)).get("artifact")).isEqualTo(answer.get("artifact"));
  }

  @Test
  void aSearchOfWhatCannotBeTrainedIsRefusedBeforeItRuns() {
    TrainStep step = new TrainStep(blobs, rows);
    for (Map<String, String> with :
        List.of(
            Map.of("search", "{dept: [3, 5]}"),
            Map.of("search", "{depth: {int: [3, 99]}}"),
            Map.of("search", "{depth: {uniform: [3, 5]}}"),
            Map.of("search", "{depth: [3, .nan]}"),
            Map.of("search", "deep"),
            Map.of("searchTrials", "3"),
            Map.of("search", "{depth: [3, 5]}", "searchTrials", "0"),
            Map.of("search", "{depth: [3, 5]}", "searchFolds", "x"),
            Map.of("search", "{depth: [3, 5]}", "tress", "7"))) {
      assertThat(Problems.of(() -> step.check(with)).kind())
          .as(with.toString())
          .isEqualTo(Kind.CONFIGURATION);
    }
    assertThat(Problems.of(() -> step.check(Map.of("search", "{depth: [3"))).kind())
        .isEqualTo(Kind.MALFORMED);
  }

  private StepContext split(List<Row> history, Map<String, String> with) {
    ingest(history);
    StepContext context = context(false, new Holdout(1, 1, 1, 1), Period.ofMonths(12));
    return after(settings(context, with), new SplitStep(blobs, rows));
  }

  @Test
  void splitsByDateAndByShareOfTime() {
    List<Row> history = history(Seeds.generator(11), 1_200);
    Instant cut = Instant.parse("2026-02-01T00:00:00Z");
    StepContext byDate = split(history, Map.of("from", "2026-02-01"));
    assertThat(ids(holdout(byDate))).isEqualTo(ids(history, row -> row.isWithin(cut, UNTIL)));
    assertThat(ids(training(byDate)))
        .isEqualTo(ids(history, row -> row.isWithin(before(cut, Period.ofMonths(12)), cut)));

    StepContext byShare =
        after(
            settings(
                context(true, new Holdout(1, 1, 1, 1), Period.ofMonths(12)),
                Map.of("holdout", "0.25")),
            new SplitStep(blobs, rows));
    int held = holdout(byShare).rows();
    assertThat(held).isEqualTo(Math.round((held + training(byShare).rows()) * 0.25f));
    assertThat(Arrays.stream(training(byShare).times("event_time")).max().orElseThrow())
        .isLessThan(Arrays.stream(holdout(byShare).times("event_time")).min().orElseThrow());
  }

  @Test
  void splitsByChanceAndByGroupWithNoRowOnBothSides() {
    List<Row> history = history(Seeds.generator(12), 900);
    Set<Integer> all = ids(history, row -> row.isWithin(before(UNTIL, Period.ofMonths(12)), UNTIL));
    StepContext byChance = split(history, Map.of("by", "random", "stratified", "true"));
    Set<Integer> judging = ids(holdout(byChance));
    assertThat(ids(training(byChance))).doesNotContainAnyElementsOf(judging);
    assertThat(judging.size() + ids(training(byChance)).size()).isEqualTo(all.size());
    long rare =
        history.stream().filter(row -> all.contains(row.id()) && "b".equals(row.kind())).count();
    assertThat(byChance.output("rarestRows")).isEqualTo("" + Math.round(rare * 0.2));

    StepContext byGroup =
        after(
            settings(
                context(false, new Holdout(1, 1, 1, 1), Period.ofMonths(12)),
                Map.of("by", "group", "column", "area")),
            new SplitStep(blobs, rows));
    assertThat(ids(training(byGroup))).doesNotContainAnyElementsOf(ids(holdout(byGroup)));
    assertThat(byGroup.output("holdoutRows")).isEqualTo("" + holdout(byGroup).rows());
    assertThat(
            Problems.of(() -> split(history, Map.of("by", "group", "column", "event_time"))).what())
        .contains("used by no feature");
  }

  @Test
  void aLinearModelIsTrainedJudgedAndRegisteredAsOne() {
    ingest(history(Seeds.generator(13), 900));
    StepContext split = split(false, new Holdout(2, 2, 1, 1), Period.ofMonths(12));
    StepContext asked = settings(split, Map.of("trainer", "linear", "l2", "0.01"));
    StepContext trained = settings(after(asked, new TrainStep(blobs, rows)), Map.of());
    StepContext judged =
        after(after(trained, new BaselineStep(blobs, rows)), new EvaluateStep(blobs, rows, models));
    new RegisterStep(blobs, models).run(judged);

    var version = models.version("flats", 1).orElseThrow();
    assertThat(version.description().format()).isEqualTo("linear-json");
    assertThat(version.parameters()).containsEntry("train.l2", "0.01");
    Frame holdout = holdout(split);
    var loaded =
        new TreesRuntime()
            .load(new ModelFile(version.description().format(), models.artifact(version), "flats"));
    Scorer scorer = Scorer.of(version.description(), loaded);
    assertThat(scorer.unexplained()).isEmpty();
    double right =
        Metrics.accuracy(
            scorer.score(holdout).stream().map(Prediction::probabilities).toList(),
            version.description().target().truths(holdout));
    assertThat(version.metrics()).containsEntry("holdout.accuracy", right);
    assertThat(new TrainStep(blobs, rows).run(asked)).isEqualTo(trained.outputs().get("train"));
  }

  @Test
  void settingsOfOneTrainerAreNoneOfAnother() {
    TrainStep step = new TrainStep(blobs, rows);
    for (Map<String, String> with :
        List.of(
            Map.of("trainer", "forest"),
            Map.of("trainer", "linear", "trees", "7"),
            Map.of("trainer", "linear", "l1", "-1"),
            Map.of("trainer", "trees", "l1", "1"))) {
      assertThat(Problems.of(() -> step.check(with)).kind()).isEqualTo(Kind.CONFIGURATION);
    }
    step.check(Map.of("trainer", "trees", "trees", "7"));
  }
}
