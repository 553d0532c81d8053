package dev.evenkeel.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.ContractWriter;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Fetches;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.RunRequest;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.CodeFiles;
import dev.evenkeel.pipelines.definition.Execution;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.sources.Sources;
import dev.evenkeel.sources.Surroundings;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.LocalBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Contract STRICT =
      new Contract(
          "strict",
          "2.0.0",
          "",
          "",
          "sales",
          List.of(
              Property.of("price", LogicalType.NUMBER, true),
              Property.of("region", LogicalType.STRING, true),
              Property.of("sold", LogicalType.TIMESTAMP, true)));

  @TempDir Path folder;

  private Database database;
  private DbSchedulerQueue queue;
  private Datasets datasets;
  private BlobStore blobs;
  private Fetches fetches;
  private PipelineRuns runs;

  /// Stands where a server has the check of a training.
  private record Labels() implements StepAction {
    @Override
    public String name() {
      return "check";
    }

    @Override
    public Map<String, String> run(StepContext context) {
      return Map.of("checkedRows", "-1");
    }
  }

  abstract Database openDatabase();

  abstract CatalogAddress catalog(Path data);

  @BeforeEach
  void open() {
    database = openDatabase();
    queue = new DbSchedulerQueue(database, 4);
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    Path data = folder.resolve("data");
    datasets = Datasets.open(database, blobs, data, catalog(data));
    Surroundings surroundings =
        new Surroundings(
            Path.of(""),
            1L << 30,
            new Egress(List.of()),
            Map.of(),
            Map.of(),
            List.of(folder.resolve("in")));
    fetches = new Fetches(datasets, new Sources(), surroundings);
    runs =
        new PipelineRuns(
            database,
            queue,
            Clock.system(),
            DataSteps.beside(List.of(new Labels()), datasets, blobs, fetches));
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
                CodeFiles.with(
                    PipelineReader.file("version: 1\nname: look\n" + rest, "look.yaml"),
                    Map.of("contracts/strict.yaml", ContractWriter.write(STRICT))),
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

  private String source(String name, int rows) throws IOException {
    StringBuilder text = new StringBuilder("price,region,sold\n");
    for (int row = 0; row < rows; row++) {
      text.append(
          "%d,%s,2026-05-01T00:00:%02dZ\n".formatted(row, row == 0 ? "" : "south", row % 60));
    }
    Files.createDirectories(folder.resolve("in"));
    return Files.writeString(folder.resolve("in").resolve(name), text).toUri().toString();
  }

  @Test
  void oneFileTakesInChecksProfilesAndCompares() throws IOException {
    datasets.setContract("sales", ContractWriter.write(SALES));
    String address = source("a.csv", 40);

    PipelineRun run =
        ended(
            """
            steps:
              ingest: {with: {address: "%s", into: sales}}
              check: {in: {dataset: ingest.dataset}, when: ingest.isNew}
              profile: {in: {dataset: ingest.dataset}, after: [check]}
              compare: {in: {after: ingest.dataset}, when: profile.nullRate < 0.5}
            """
                .formatted(address),
            Map.of());

    assertThat(run.state()).as(run.toString()).isEqualTo(State.SUCCEEDED);
    assertThat(step(run, "ingest").output())
        .isEqualTo(Map.of("dataset", "sales@1", "rows", "40", "rejected", "0", "isNew", "true"));
    assertThat(datasets.version("sales", 1).orElseThrow().origin().pipelineRun())
        .isEqualTo(run.id());
    assertThat(step(run, "check").output())
        .containsEntry("checkedRows", "40")
        .containsEntry("contract", "sales@1.0.0");
    assertThat(blob(step(run, "check"), "report").path("outcome").asString()).isEqualTo("passed");
    assertThat(step(run, "profile").output())
        .containsEntry("rows", "40")
        .containsEntry("columns", "3")
        .containsEntry("nullRate", "0.025")
        .containsEntry("nullColumn", "region");
    JsonNode price = blob(step(run, "profile"), "profile").path("columns").get(0);
    assertThat(price.path("mean").asDouble()).isEqualTo(19.5);
    assertThat(price.path("histogram").valueStream().mapToLong(bin -> bin.path("count").asLong()))
        .isNotEmpty();
    assertThat(step(run, "compare").output()).containsEntry("drifted", "false");
  }

  @Test
  void aCheckFailsWithTheWordsOfTheRuleThatIsBroken() {
    replace(sales(0, 40));

    PipelineRun run =
        ended(
            """
            params: {new: dataset}
            steps:
              strict:
                {uses: check, with: {contract: contracts/strict.yaml}, in: {dataset: params.new}}
              named: {uses: check, with: {dataset: sales, contract: ./contracts/strict.yaml}}
              own: {uses: check, with: {dataset: sales}}
              gone: {uses: check, with: {dataset: nothing}}
            """,
            Map.of("new", "sales@1"));

    assertThat(step(run, "strict").state()).isEqualTo(State.FAILED);
    assertThat(step(run, "strict").message())
        .contains("sales@1 breaks strict@2.0.0: region")
        .contains("1200 rows break it");
    assertThat(step(run, "named").message()).contains("sales@1 breaks strict@2.0.0: region");
    assertThat(step(run, "own").output()).containsEntry("checkedRows", String.valueOf(ROWS));
    assertThat(step(run, "gone").message()).contains("dataset nothing has no version yet");
  }

  @Test
  void aCheckOfNothingNamedIsThatOfATraining() {
    PipelineRun run = ended("steps: {check: {}}\n", Map.of());

    assertThat(step(run, "check").output()).isEqualTo(Map.of("checkedRows", "-1"));
  }

  private StepContext attempt(String run, int attempt, String address) {
    return new StepContext(
        run,
        "look",
        "sha256:x",
        "",
        Instant.now(),
        Map.of(),
        Map.of("address", address, "into", "sales"),
        Map.of(),
        new StepContext.Own(
            "pull",
            attempt,
            Optional.empty(),
            Map.of(),
            Map.of(),
            Map.of(),
            Execution.PLAIN,
            _ -> {},
            () -> false));
  }

  @Test
  void anIngestThatIsBegunAnewAppendsNothingTwiceAndAnotherRunDoes() throws IOException {
    datasets.setContract("sales", ContractWriter.write(SALES));
    String address = source("a.csv", 7);
    IngestStep step = new IngestStep(datasets, fetches);

    Map<String, String> first = step.run(attempt("run-1", 1, address));
    Map<String, String> again = step.run(attempt("run-1", 1, address));
    Map<String, String> retried = step.run(attempt("run-1", 2, address));
    Map<String, String> other = step.run(attempt("run-2", 1, address));

    assertThat(again).isEqualTo(first);
    assertThat(retried).isEqualTo(first);
    assertThat(other).containsEntry("dataset", "sales@2").containsEntry("rows", "7");
    assertThat(datasets.version("sales", 2).orElseThrow().total().rows()).isEqualTo(14);
  }

  @Test
  void anIngestSaysWhatKeepsItFromTheRows() throws IOException {
    String address = source("a.csv", 7);
    String steps = "steps: {ingest: {with: {address: '%s', into: sales}}}\n";

    PipelineRun unruled = ended(steps.formatted(address), Map.of());
    datasets.setContract("sales", ContractWriter.write(SALES));
    PipelineRun outside = ended(steps.formatted(folder.resolve("b.csv").toUri()), Map.of());

    assertThat(step(unruled, "ingest").message()).contains("has no contract");
    assertThat(step(outside, "ingest").message()).contains("cannot be read");
    assertThat(datasets.newest("sales")).isEmpty();
  }
}
