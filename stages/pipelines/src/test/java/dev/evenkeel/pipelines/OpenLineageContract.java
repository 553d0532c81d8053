package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.STORE_OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.OutboxSchedule;
import dev.evenkeel.store.WorkQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is told of runs as lineage, on either database.
abstract class OpenLineageContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(1);

  private Database database;
  private WorkQueue queue;
  private final List<PipelineRuns> made = new ArrayList<>();

  abstract Database open();

  @BeforeEach
  void openQueue() {
    database = open();
    queue = new DbSchedulerQueue(database, 2);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
    database.close();
  }

  private OpenLineage lineage(StepAction... actions) {
    PipelineRuns runs =
        new PipelineRuns(database, queue, new SimulatedClock(MAY), List.of(actions));
    made.add(runs);
    queue.start();
    return new OpenLineage(
        database, runs, "keel", "1.2.3", version -> Map.of("wall", "string of " + version));
  }

  private PipelineRun start(String steps, Map<String, String> parameters) {
    return runs()
        .start(
            PipelineReader.read(
                "version: 1\nname: train\nparams: {data: dataset}\nsteps:\n" + steps, "train.yaml"),
            "",
            "a test",
            parameters);
  }

  private PipelineRuns runs() {
    return made.getLast();
  }

  private PipelineRun ended(String steps) {
    return runs().await(start(steps, Map.of("data", "sales@3")).id(), LONG);
  }

  /// Every event of a run, each of them as the specification demands.
  private static List<JsonNode> told(OpenLineage lineage, PipelineRun run) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lineage.write(run, out);
    List<JsonNode> events =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8), "an event"))
            .toList();
    Schema schema = schema();
    events.forEach(event -> assertThat(schema.validate(event)).as(event.toString()).isEmpty());
    return events;
  }

  private static Schema schema() throws IOException {
    try (InputStream file =
        OpenLineageContract.class.getResourceAsStream("/openlineage/run-event.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Json.parse(Objects.requireNonNull(file).readAllBytes(), "the schema"));
    }
  }

  private static List<String> outline(List<JsonNode> events) {
    return events.stream()
        .map(event ->
            event.path("eventType").asString("")
                + " "
                + event.path("job").path("name").asString(""))
        .toList();
  }

  @Test
  void tellsWhatAStepReadAndMadeWithVersionsAndColumns() throws IOException {
    OpenLineage lineage =
        lineage(
            new Work("clean", _ -> Map.of("rows", "clean@8", "n", "3")),
            new Work("fit", _ -> Map.of("model", "prices@2")));

    PipelineRun run =
        ended(
            """
              clean: {in: {raw: params.data}, out: {rows: dataset, n: integer}}
              fit: {in: {rows: clean.rows}, out: {model: model}}
            """);
    List<JsonNode> events = told(lineage, run);

    assertThat(outline(events))
        .containsExactly(
            "START train",
            "START train.clean",
            "COMPLETE train.clean",
            "START train.fit",
            "COMPLETE train.fit",
            "COMPLETE train");
    JsonNode first = events.get(1);
    assertThat(first.path("inputs").path(0).path("name").asString("")).isEqualTo("datasets/sales");
    assertThat(first.path("outputs").size()).isZero();
    JsonNode fit = events.get(4);
    assertThat(fit.at("/inputs/0/name").asString("")).isEqualTo("datasets/clean");
    assertThat(fit.at("/inputs/0/facets/version/datasetVersion").asString("")).isEqualTo("8");
    assertThat(fit.at("/inputs/0/facets/schema/fields/0/type").asString(""))
        .isEqualTo("string of clean@8");
    assertThat(fit.at("/outputs/0/name").asString("")).isEqualTo("models/prices");
    assertThat(fit.at("/outputs/0/facets/version/datasetVersion").asString("")).isEqualTo("2");
    assertThat(fit.at("/run/facets/parent/run/runId").asString("")).isEqualTo(run.id());
    assertThat(fit.at("/run/facets/nominalTime/nominalStartTime").asString(""))
        .isEqualTo(MAY.toString());
    assertThat(fit.at("/job/namespace").asString("")).isEqualTo("keel/default");
    assertThat(told(lineage, run)).isEqualTo(events);
  }

  @Test
  void aStepThatIsTriedAgainIsOneRunAndOneThatFailsSaysWhy() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    OpenLineage lineage =
        lineage(
            new Work(
                "load",
                _ -> {
                  if (tries.incrementAndGet() == 1) {
                    throw Problem.of(Problem.Kind.BUSY, "not yet", "").asException();
                  }
                  throw Problem.of(Problem.Kind.INPUT, "no rows for May", "").asException();
                }),
            new Work("next", _ -> Map.of()));

    PipelineRun run =
        ended(
            """
              load: {retry: {max: 3, backoff: 1s}}
              next: {after: [load]}
            """);
    List<JsonNode> events = told(lineage, run);

    assertThat(outline(events))
        .containsExactly(
            "START train",
            "START train.load",
            "RUNNING train.load",
            "FAIL train.load",
            "FAIL train");
    assertThat(events.stream().skip(1).limit(3).map(event -> event.at("/run/runId").asString("")))
        .containsOnly(events.get(1).at("/run/runId").asString(""));
    assertThat(events.get(3).at("/run/facets/errorMessage/message").asString(""))
        .isEqualTo("no rows for May");
    assertThat(events.get(4).at("/run/facets/errorMessage/message").asString(""))
        .contains("load: no rows for May");
  }

  @Test
  void aRunThatIsCancelledIsAbortedAndWhatNeverBeganIsNotTold() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    OpenLineage lineage =
        lineage(
            new Work(
                "wait",
                _ -> {
                  working.countDown();
                  Thread.sleep(LONG);
                  return Map.of();
                }),
            new Work("next", _ -> Map.of()));
    PipelineRun run = start("  wait:\n  next: {after: [wait]}\n", Map.of("data", "sales@3"));
    assertThat(working.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

    runs().cancel(run.id());
    PipelineRun ended = runs().await(run.id(), LONG);

    assertThat(outline(told(lineage, ended)))
        .containsExactly("START train", "START train.wait", "ABORT train.wait", "ABORT train");
  }

  @Test
  void eachValueOfAStepIsARunOfOneJob() throws IOException {
    OpenLineage lineage = lineage(new Work("fit", _ -> Map.of()));

    List<JsonNode> events = told(lineage, ended("  fit: {each: [1, 2]}\n"));

    assertThat(
            events.stream()
                .filter(event ->
                    event.at("/job/name").asString("").equals("train.fit[*]")
                        && event.path("eventType").asString("").equals("COMPLETE"))
                .map(event -> event.at("/run/runId").asString(""))
                .distinct())
        .hasSize(2);
  }

  @Test
  void aReceiverIsToldTheSameInOrderThoughItFailsInBetween() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    List<String> tokens = new CopyOnWriteArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch last = new CountDownLatch(1);
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          // Every second time it is not well.
          boolean isWell = asked.incrementAndGet() % 2 == 0;
          if (isWell) {
            bodies.add(body);
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          }
          exchange.sendResponseHeaders(isWell ? 201 : 503, -1);
          exchange.close();
          if (isWell && body.contains("\"COMPLETE\"") && body.contains("\"PIPELINE\"")) {
            last.countDown();
          }
        });
    receiver.start();
    String url = "http://127.0.0.1:%d/api/v1/lineage".formatted(receiver.getAddress().getPort());
    try (WorkQueue outside = DbSchedulerQueue.forOutbox(database, 2)) {
      OpenLineage lineage =
          lineageTo(outside, url, new Work("load", _ -> Map.of("dataset", "sales@4")));
      PipelineRun run = ended("  load:\n");

      assertThat(last.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      List<JsonNode> pulled = told(lineage, run);
      assertThat(bodies.stream().map(OpenLineageContract::json)).containsExactlyElementsOf(pulled);
      assertThat(tokens).containsOnly("Bearer t0ken");
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void whatIsRolledBackIsNotTold() throws Exception {
    try (WorkQueue outside = DbSchedulerQueue.forOutbox(database, 1)) {
      lineageTo(outside, "http://127.0.0.1:9/", new Work("load", _ -> Map.of()));

      assertThatThrownBy(() ->
              database.write(_ -> {
                start("  load:\n", Map.of("data", "sales@3"));
                throw new IllegalStateException("rolled back");
              }))
          .isInstanceOf(IllegalStateException.class);

      assertThat(database.<Integer>read(sql -> sql.fetchCount(STORE_OUTBOX))).isZero();
    }
  }

  private OpenLineage lineageTo(WorkQueue outside, String url, StepAction action) {
    PipelineRuns runs = new PipelineRuns(database, queue, new SimulatedClock(MAY), List.of(action));
    made.add(runs);
    OpenLineage lineage = new OpenLineage(database, runs, "keel", "1.2.3", _ -> Map.of());
    lineage.tell(
        outside,
        new OutboxSchedule(9, Duration.ofMillis(20), Duration.ofMillis(40)),
        new Egress(List.of("127.0.0.0/8")),
        new OpenLineageReceiver.Target(url, () -> Optional.of("t0ken")));
    queue.start();
    outside.start();
    return lineage;
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), "an event");
  }
}
