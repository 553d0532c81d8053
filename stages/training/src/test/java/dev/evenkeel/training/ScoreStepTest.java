package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dataset version, scored into another.
class ScoreStepTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant EVENT = Instant.parse("2026-05-01T12:00:00.5Z");
  private static final int ROWS = 400;
  private static final Contract FLATS =
      new Contract(
          "flats",
          "1.0.0",
          "",
          "",
          "flats",
          List.of(
              Property.of("area", LogicalType.NUMBER, false),
              Property.of("city", LogicalType.STRING, false),
              Property.of("event_time", LogicalType.TIMESTAMP, true)));

  @TempDir Path folder;

  private Database database;
  private Datasets datasets;
  private Models models;
  private ScoreStep step;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    BlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    Path data = folder.resolve("data");
    datasets = Datasets.open(database, blobs, data, CatalogAddress.embedded(data));
    models = new Models(database, blobs, new SimulatedClock(NOW));
    step = new ScoreStep(datasets, models, new TreesRuntime());
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  private static Frame flats() {
    double[] areas = new double[ROWS];
    String[] cities = new String[ROWS];
    long[] times = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      areas[row] = row % 7 == 0 ? Double.NaN : row / 3.0;
      cities[row] = row % 2 == 0 ? "NA" : "Ulm";
      times[row] = EVENT.toEpochMilli() * 1_000 + row;
    }
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    columns.put("area", new Frame.Numbers(areas));
    columns.put("city", new Frame.Texts(cities));
    columns.put("event_time", new Frame.Times(times));
    return new Frame(ROWS, columns);
  }

  private void ingest(Instant at) {
    datasets.ingest(new Ingest("flats", FLATS, new Source.Rows(flats()), at, "test"));
  }

  private ModelVersion register() {
    Frame rows = flats();
    float[] values = new float[ROWS];
    float[] labels = new float[ROWS];
    double[] areas = rows.numbers("area");
    for (int row = 0; row < ROWS; row++) {
      values[row] = (float) areas[row];
      labels[row] = areas[row] > 60 ? 1 : 0;
    }
    byte[] artifact =
        XgboostTrainer.train(
            new FeatureMatrix(values, ROWS, 1, labels),
            TrainingSettings.of(Map.of("trees", "5")),
            2,
            List.of("area"),
            1);
    ModelDescription description =
        new ModelDescription(
            new Signature(List.of(Property.of("area", LogicalType.NUMBER, false))),
            List.of(Feature.of("area")),
            new Target.Classes("kind", Duration.ZERO, List.of("small", "large")),
            TrainingInputs.FORMAT);
    return models.register(
        new NewVersion(
            "flats",
            description,
            artifact,
            Optional.empty(),
            "",
            Optional.empty(),
            "",
            1,
            Map.of(),
            Map.of()));
  }

  private static StepContext context(String run, Map<String, String> with) {
    return new StepContext(
        run,
        "score",
        "sha256:x",
        "flats",
        NOW,
        Map.of(),
        with,
        Map.of("load", Map.of("dataset", "flats@1"), "register", Map.of("version", "1")));
  }

  @Test
  void theAnswersAreThoseOfTheScorerBesideTheirRows() {
    ingest(NOW);
    ModelVersion version = register();

    Map<String, String> answer = step.run(context("run-1", Map.of()));

    assertThat(answer)
        .isEqualTo(Map.of("scores", "flats-scores@1", "scoredRows", String.valueOf(ROWS)));
    DatasetVersion scores = datasets.version("flats-scores", 1).orElseThrow();
    assertThat(scores.message()).isEqualTo("scored flats@1 by flats@1 in run run-1");
    assertThat(scores.at()).isEqualTo(NOW);
    Frame read =
        datasets.read(
            scores,
            List.of("area", "city", "prediction_label", "probability_large", "model_version"),
            "event_time",
            EVENT,
            NOW);
    List<Prediction> expected =
        Scorer.of(version.description(), models.artifact(version)).score(flats());
    assertThat(read.rows()).isEqualTo(ROWS);
    assertThat(read.numbers("area")).containsExactly(flats().numbers("area"));
    assertThat(read.texts("city")).containsExactly(flats().texts("city"));
    assertThat(read.texts("prediction_label"))
        .containsExactly(expected.stream().map(Prediction::label).toArray(String[]::new));
    assertThat(read.numbers("probability_large"))
        .containsExactly(expected.stream().mapToDouble(each -> each.probabilities()[1]).toArray());
    assertThat(Arrays.stream(read.texts("model_version")).distinct()).containsExactly("1");
  }

  @Test
  void aRepeatedAttemptPublishesOnceAndAnotherRunAgain() {
    ingest(NOW);
    register();
    StepContext context = context("run-1", Map.of("into", "answers"));

    Map<String, String> first = step.run(context);
    Map<String, String> again = step.run(context);
    step.run(context("run-2", Map.of("into", "answers")));

    assertThat(again).isEqualTo(first);
    assertThat(datasets.versions("answers", Integer.MAX_VALUE, 9)).hasSize(2);
  }

  @Test
  void anotherDatasetIsReadAsItWasWhenTheRunBegan() {
    ingest(NOW);
    ingest(NOW.plusSeconds(1));
    register();

    Map<String, String> answer = step.run(context("run-1", Map.of("dataset", "flats")));

    assertThat(answer).containsEntry("scoredRows", String.valueOf(ROWS));
  }

  @Test
  void whatIsNotThereIsNamed() {
    Map<String, String> champion = Map.of("alias", "champion", "dataset", "flats");
    assertThat(Problems.of(() -> step.run(context("r", champion))).what())
        .isEqualTo("model flats has no version to score by");
    register();
    assertThat(Problems.of(() -> step.run(context("r", Map.of("dataset", "flats")))).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    ingest(NOW);
    assertThat(Problems.of(() -> step.run(context("r", Map.of("into", "flats")))).kind())
        .isEqualTo(Problem.Kind.CONFIGURATION);
  }
}
