package dev.evenkeel.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.RunRequest;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.LocalBlobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Steps that look at dataset versions, in runs of pipelines.
abstract class DataStepsContract {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final int ROWS = 3_000;
  private static final Contract SALES =
      new Contract(
          "sales",
          "1.0.0",
          "",
          "",
          "sales",
          List.of(
              Property.of("price", LogicalType.NUMBER, false),
              Property.of("region", LogicalType.STRING, false),
              Property.of("sold", LogicalType.TIMESTAMP, true)));

  @TempDir Path folder;

  private Database database;
  private DbSchedulerQueue queue;
  private Datasets datasets;
  private BlobStore blobs;
  private PipelineRuns runs;

  abstract Database openDatabase();

  abstract CatalogAddress catalog(Path data);

  @BeforeEach
  void open() {
    database = openDatabase();
    queue = new DbSchedulerQueue(database, 4);
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    Path data = folder.resolve("data");
    datasets = Datasets.open(database, blobs, data, catalog(data));
    runs =
        new PipelineRuns(
            database, queue, Clock.system(), List.of(new CompareStep(datasets, blobs)));
    queue.start();
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
    datasets.close();
    database.close();
  }

  /// Rows whose prices are spread evenly over 100, from a level on.
  ///
  /// @param missing of a hundred regions
  private static Frame sales(double level, int missing) {
    double[] prices = new double[ROWS];
    @Nullable String[] regions = new String[ROWS];
    long[] times = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      prices[row] = level + row * 37 % 100;
      regions[row] = row % 100 < missing ? null : row % 3 == 0 ? "north" : "south";
      times[row] = NOW.toEpochMilli() * 1_000 + row;
    }
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    columns.put("price", new Frame.Numbers(prices));
    columns.put("region", new Frame.Texts(regions));
    columns.put("sold", new Frame.Times(times));
    return new Frame(ROWS, columns);
  }

  private void replace(Frame rows) {
    datasets.ingest(new Ingest("sales", SALES, new Source.Rows(rows), NOW, "test").overwriting());
  }

  private PipelineRun ended(String rest, Map<String, String> parameters) {
    PipelineRun run =
        runs.start(
            new RunRequest(
                PipelineReader.file("version: 1\nname: look\n" + rest, "look.yaml"),
                "",
                "a test",
                parameters));
    return runs.await(run.id(), Duration.ofMinutes(1));
  }

  private static StepRun step(PipelineRun run, String name) {
    return run.steps().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow();
  }

  private JsonNode blob(StepRun step, String output) {
    return Json.parse(blobs.bytes(step.output().getOrDefault(output, "")), "what a step wrote");
  }

  @Test
  void comparesTwoVersionsAndLetsAConditionDecideByTheAnswer() {
    replace(sales(0, 0));
    replace(sales(30, 0));

    PipelineRun run =
        ended(
            """
            params: {old: dataset, new: dataset}
            steps:
              drift: {uses: compare, in: {before: params.old, after: params.new}}
              same: {uses: compare, in: {after: params.new, before: params.new}, when: drift.drifted}
              calm: {uses: compare, in: {after: params.new}, when: same.drifted}
            """,
            Map.of("old", "sales@1", "new", "sales@2"));

    StepRun drift = step(run, "drift");
    assertThat(drift.output())
        .containsEntry("drifted", "true")
        .containsEntry("driftedColumns", "1")
        .containsEntry("worst", "price");
    assertThat(Double.parseDouble(drift.output().getOrDefault("distance", ""))).isGreaterThan(0.2);
    assertThat(step(run, "same").output())
        .containsEntry("drifted", "false")
        .containsEntry("distance", "0.0");
    assertThat(step(run, "calm").state()).isEqualTo(State.SKIPPED);
    JsonNode report = blob(drift, "report");
    assertThat(report.path("before").asString()).isEqualTo("sales@1");
    assertThat(report.path("columns").valueStream().map(each -> each.path("column").asString()))
        .containsExactlyInAnyOrder("price", "price (missing)", "region", "region (missing)");
  }

  @Test
  void comparesWithTheVersionBeforeAndAFirstOneWithNone() {
    replace(sales(0, 0));
    String steps = "params: {new: dataset}\nsteps: {compare: {in: {after: params.new}}}\n";

    PipelineRun first = ended(steps, Map.of("new", "sales@1"));
    replace(sales(0, 40));
    PipelineRun second = ended(steps, Map.of("new", "sales@2"));

    assertThat(step(first, "compare").output())
        .containsEntry("drifted", "false")
        .containsEntry("worst", "");
    assertThat(step(second, "compare").output())
        .containsEntry("drifted", "true")
        .containsEntry("worst", "region (missing)");
  }

  @Test
  void looksAtTheNamedColumnsAndToleratesWhatItIsTold() {
    replace(sales(0, 0));
    replace(sales(30, 0));

    PipelineRun run =
        ended(
            """
            params: {new: dataset}
            steps:
              regions: {uses: compare, with: {columns: [region]}, in: {after: params.new}}
              loose: {uses: compare, with: {tolerance: 9}, in: {after: params.new}}
              times: {uses: compare, with: {columns: [sold]}, in: {after: params.new}}
            """,
            Map.of("new", "sales@2"));

    assertThat(step(run, "regions").output()).containsEntry("drifted", "false");
    assertThat(step(run, "loose").output()).containsEntry("drifted", "false");
    assertThat(step(run, "times").message()).contains("column `sold` cannot be compared");
  }
}
