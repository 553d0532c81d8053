package dev.evenkeel.training;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Micros;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.RunHistory;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.Events;
import dev.evenkeel.registry.Lineage;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Registered;
import dev.evenkeel.registry.Tracking;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.training.Reproduction.Fact;
import dev.evenkeel.training.Reproduction.Verdict;
import dev.evenkeel.training.TrainingRequest.Holdout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Versions that real runs trained, trained again.
@Timeout(300)
abstract class ReproductionContract {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int ROWS = 800;

  private static final String PROJECT =
      """
      version: 1
      name: flats
      dataset: {name: flats, contract: flats.yaml, time: event_time}
      target: {column: kind, delay: 30d, labels: [a, b]}
      features: {area: area, age: age}
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
            - {name: area, logicalType: number}
            - {name: age, logicalType: number}
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
              Property.of("area", LogicalType.NUMBER, false),
              Property.of("age", LogicalType.NUMBER, false),
              Property.of("kind", LogicalType.STRING, false),
              Property.of("event_time", LogicalType.TIMESTAMP, true),
              Property.of("label_time", LogicalType.TIMESTAMP, true)));

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(NOW);
  private Database database;
  private BlobStore blobs;
  private Datasets datasets;
  private Models models;
  private DbSchedulerQueue queue;
  private PipelineRuns runs;
  private Reproductions reproductions;

  abstract Database openDatabase();

  @BeforeEach
  void open() {
    database = openDatabase();
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    Path data = folder.resolve("data");
    datasets = Datasets.open(database, blobs, data, CatalogAddress.embedded(data));
    models = new Models(database, blobs, clock);
    queue = new DbSchedulerQueue(database, 2);
    RunHistory history = new RunHistory(database);
    List<StepAction> actions =
        new ArrayList<>(TrainingSteps.actions(datasets, blobs, models, new TreesRuntime()));
    actions.add(TrainingSteps.reproduce(datasets, blobs, models, lineage(), history));
    runs = new PipelineRuns(database, queue, clock, actions);
    reproductions = new Reproductions(models, runs, history);
    queue.start();
    ingest(Seeds.generator(1));
  }

  private Lineage lineage() {
    Tracking tracking = Tracking.of(database, blobs, clock, 1 << 20);
    return new Lineage(
        database,
        Registered.of(
            database,
            blobs,
            models,
            new Aliases(database, clock),
            new Promotions(database, models, clock),
            tracking.artifacts(),
            clock,
            1 << 20,
            Events.NONE),
        tracking);
  }

  @AfterEach
  void close() {
    queue.close();
    datasets.close();
    database.close();
  }

  private void ingest(RandomGenerator random) {
    double[] area = random.doubles(ROWS, 20, 200).toArray();
    double[] age = random.doubles(ROWS, 0, 90).toArray();
    String[] kind = new String[ROWS];
    long[] event = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      kind[row] = area[row] + 20 * random.nextGaussian() > 110 ? "b" : "a";
      event[row] = Micros.of(NOW.minus(Duration.ofHours(random.nextInt(2 * 365 * 24))));
    }
    Frame frame =
        new Frame(
            ROWS,
            Map.of(
                "area", new Frame.Numbers(area),
                "age", new Frame.Numbers(age),
                "kind", new Frame.Texts(kind),
                "event_time", new Frame.Times(event),
                "label_time", new Frame.Times(event)));
    datasets.ingest(
        new Ingest("flats-labelled", LABELLED, new Source.Rows(frame), clock.now(), "test"));
  }

  private ModelVersion train(Map<String, String> with) {
    return train(with, Map.of("by", "random"));
  }

  private ModelVersion train(Map<String, String> with, Map<String, String> split) {
    Pipeline pipeline =
        new Pipeline(
            "train",
            List.of(
                new Step("load", "load", List.of(), Map.of()),
                new Step("split", "split", List.of("load"), split),
                new Step("train", "train", List.of("split"), with),
                new Step("baseline", "baseline", List.of("split"), Map.of()),
                new Step("evaluate", "evaluate", List.of("train", "baseline"), Map.of()),
                new Step("register", "register", List.of("evaluate"), Map.of())));
    TrainingRequest request =
        new TrainingRequest(
            blobs.put(PROJECT.getBytes(StandardCharsets.UTF_8)),
            blobs.put(CONTRACT.getBytes(StandardCharsets.UTF_8)),
            "flats-labelled",
            NOW,
            false,
            new Holdout(3, 6, 10, 1),
            Period.ofMonths(18),
            42);
    PipelineRun run =
        runs.await(runs.start(pipeline, "flats", "test", request.parameters()).id(), PATIENCE);
    assertThat(run.state()).as(run.message()).isEqualTo(State.SUCCEEDED);
    return models
        .version("flats", Integer.parseInt(run.output("register").get("version")))
        .orElseThrow();
  }

  private Reproduction reproduce(ModelVersion version) {
    // What was labelled or published since must not matter.
    clock.moveTo(clock.now().plus(Duration.ofDays(40)));
    ingest(Seeds.generator(2));
    int before = models.versions("flats", Integer.MAX_VALUE, 100).size();
    String run = reproductions.start(version.model(), version.number()).run().id();
    PipelineRun ended = runs.await(run, PATIENCE);
    assertThat(ended.state()).as(ended.message()).isEqualTo(State.SUCCEEDED);
    assertThat(models.versions("flats", Integer.MAX_VALUE, 100)).hasSize(before);
    Reproductions.Attempt attempt = reproductions.demandNewest(version.model(), version.number());
    assertThat(attempt.run().id()).isEqualTo(run);
    return attempt.result().orElseThrow();
  }

  private static Fact fact(Reproduction reproduction, String name) {
    return reproduction.facts().stream()
        .filter(fact -> fact.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void tamper(ToIntFunction<DSLContext> change) {
    assertThat(database.<Integer>write(change::applyAsInt)).isEqualTo(1);
  }

  @Test
  void treesComeOutAgainToTheByte() {
    ModelVersion version = train(Map.of("trees", "20", "rowShare", "0.5"));

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).as("%s", reproduction).isEqualTo(Verdict.SAME_BYTES);
    assertThat(reproduction.retrained()).isEqualTo(version.artifactDigest());
    assertThat(reproduction.differences()).isEmpty();
    assertThat(reproduction.facts())
        .extracting(Fact::name)
        .containsExactly("dataset version", "code", "parameters", "seed", "environment");
    assertThat(reproduction.facts())
        .allMatch(fact -> fact.state() == Fact.State.KNOWN && !fact.value().isEmpty());
    assertThat(fact(reproduction, "dataset version").value()).startsWith("flats-labelled@1 sha256");
    assertThat(fact(reproduction, "environment").value()).contains("java", "machine", "xgboost");
  }

  @Test
  void aLinearModelComesOutAgainToTheByte() {
    ModelVersion version = train(Map.of("trainer", "linear"), Map.of());

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).as("%s", reproduction).isEqualTo(Verdict.SAME_BYTES);
    assertThat(fact(reproduction, "environment").value()).doesNotContain("xgboost");
  }

  @Test
  void anotherFileOfTheSameTreesPredictsTheSame() {
    ModelVersion version = train(Map.of("trees", "5"));
    String text = new String(models.artifact(version), StandardCharsets.UTF_8) + "\n";
    String other = blobs.put(text.getBytes(StandardCharsets.UTF_8));
    tamper(sql ->
        sql.update(REGISTRY_MODEL_VERSION)
            .set(REGISTRY_MODEL_VERSION.ARTIFACT_DIGEST, other)
            .execute());

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).as("%s", reproduction).isEqualTo(Verdict.SAME_PREDICTIONS);
    assertThat(reproduction.predictions().orElseThrow().rows()).isPositive();
    assertThat(reproduction.predictions().orElseThrow().largest()).isZero();
  }

  @Test
  void aParameterOfTheRunThatSomebodyChangedMakesAnotherModel() {
    ModelVersion version = train(Map.of("trees", "5"));
    tamper(sql ->
        sql.update(PIPELINES_RUN)
            .set(PIPELINES_RUN.PARAMETERS, DSL.replace(PIPELINES_RUN.PARAMETERS, "P18M", "P8M"))
            .execute());

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(reproduction.differences()).anyMatch(each -> each.startsWith("trainingRows was "));
    assertThat(reproduction.predictions().orElseThrow().largest())
        .isGreaterThan(Retraining.TOLERANCE);
  }

  @Test
  void aParameterOfTheVersionThatSomebodyChangedIsTold() {
    ModelVersion version = train(Map.of("trees", "5"));
    tamper(sql ->
        sql.update(REGISTRY_MODEL_VERSION)
            .set(
                REGISTRY_MODEL_VERSION.PARAMETERS,
                DSL.replace(
                    REGISTRY_MODEL_VERSION.PARAMETERS,
                    "\"train.trees\":\"5\"",
                    "\"train.trees\":\"6\""))
            .execute());

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(reproduction.differences())
        .containsExactly("parameter train.trees of the version is 6 and was 5");
  }

  @Test
  void aSeedThatSomebodyChangedContradictsTheRun() {
    ModelVersion version = train(Map.of("trees", "5"));
    tamper(
        sql -> sql.update(REGISTRY_MODEL_VERSION).set(REGISTRY_MODEL_VERSION.SEED, 7L).execute());

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(fact(reproduction, "seed"))
        .isEqualTo(new Fact("seed", Fact.State.CHANGED, "42", "the version says 7"));
    assertThat(reproduction.retrained()).isEmpty();
  }

  @Test
  void aDatasetVersionThatSomebodyChangedIsNotTrainedOn() {
    ModelVersion version = train(Map.of("trees", "5"));
    tamper(sql ->
        sql.update(DATA_DATASET_VERSION)
            .set(DATA_DATASET_VERSION.DIGEST, "sha256:" + "0".repeat(64))
            .execute());

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(fact(reproduction, "dataset version").state()).isEqualTo(Fact.State.CHANGED);
    assertThat(reproduction.retrained()).isEmpty();
  }

  @Test
  void aVersionFromOutsideNamesWhatNobodyTold() {
    ModelVersion trained = train(Map.of("trees", "5"));
    ModelVersion outside =
        models.register(
            new NewVersion(
                "flats",
                trained.description(),
                models.artifact(trained),
                Optional.empty(),
                "",
                Optional.empty(),
                "5f1c0de",
                0,
                Map.of("depth", "5"),
                Map.of()));

    Reproduction reproduction = reproduce(outside);

    assertThat(reproduction.verdict()).isEqualTo(Verdict.FACTS_MISSING);
    assertThat(reproduction.missing()).containsExactly("dataset version", "seed", "environment");
    assertThat(reproduction.why()).contains("trained outside");
  }

  @Test
  void aRunThatIsGoneLeavesTheCodeMissing() {
    ModelVersion version = train(Map.of("trees", "5"));
    tamper(sql -> sql.deleteFrom(PIPELINES_RUN).execute());

    Reproduction reproduction = reproduce(version);

    assertThat(reproduction.verdict()).isEqualTo(Verdict.FACTS_MISSING);
    assertThat(reproduction.missing()).contains("code");
  }

  @Test
  void nobodyHasTrainedAgainWhatNobodyAskedFor() {
    train(Map.of("trees", "5"));

    assertThat(Problems.of(() -> reproductions.demandNewest("flats", 1)).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(Problems.of(() -> reproductions.start("flats", 2)).kind()).isEqualTo(Kind.NOT_FOUND);
  }
}
