package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.automation.Decision;
import dev.evenkeel.automation.LoopRooms;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Micros;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.monitoring.DriftWindow;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import dev.evenkeel.serving.Observations;
import dev.evenkeel.serving.Observations.Observed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The loop on real data: what the example's first months leave in a home that is opened again.
class ReplayTest {
  private static final String MODEL = "home-sales";
  private static final Instant ALWAYS = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END_OF_REPLAY = Instant.parse("1994-09-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

  private static Evenkeel evenkeel;
  private static LoopRooms rooms;

  @BeforeAll
  static void openTheHomeAgain() {
    evenkeel =
        Evenkeel.start(
            ServerConfiguration.read(ReferenceReplay.home(), Map.of()).withPort(0), Clock.system());
    rooms = evenkeel.loop();
  }

  @AfterAll
  static void close() {
    evenkeel.close();
  }

  @Test
  void theReportHoldsTableAndEvents() {
    JsonNode report = ReferenceReplay.report();

    assertThat(report.path("seed").asInt()).isEqualTo(1);
    assertThat(report.path("failedRequests").asInt()).isZero();
    assertThat(report.path("halfYears").valueStream().map(half -> half.path("period").asString()))
        .containsExactly("1994H1", "1994H2");
    JsonNode half = report.path("halfYears").get(0);
    assertThat(half.propertyNames())
        .containsExactly(
            "period",
            "rows",
            "frozenAccuracy",
            "championAccuracy",
            "promotions",
            "refusals",
            "driftAlerts");
    assertThat(half.path("rows").asInt()).isEqualTo(1_752);
    assertThat(half.path("frozenAccuracy").asDouble()).isBetween(0.78, 0.84);
    assertThat(report.path("events").get(0).propertyNames())
        .containsExactly("date", "kind", "subject", "text");
    assertThat(report.path("events").valueStream().map(event -> event.path("kind").asString()))
        .contains("first-model", "promotion");
  }

  @Test
  void noRowOfATrainingOrItsHoldoutIsYoungerThanItsLabel() {
    List<ModelVersion> versions = rooms.models().versions(MODEL, Integer.MAX_VALUE, 100);
    assertThat(versions).hasSizeGreaterThan(1);

    for (ModelVersion version : versions) {
      Frame read =
          rooms
              .datasets()
              .read(
                  dataset(version.dataset()),
                  List.of("event_time", "label_time"),
                  "event_time",
                  Instant.parse(version.parameters().getOrDefault("trainingFrom", "")),
                  Instant.parse(version.parameters().getOrDefault("holdoutTo", "")));
      long registered = Micros.of(version.at());
      long delay = Duration.ofDays(30).toMillis() * 1_000;
      long[] events = read.times("event_time");
      long[] labels = read.times("label_time");
      assertThat(read.rows()).isGreaterThan(1_000);
      for (int row = 0; row < read.rows(); row++) {
        assertThat(labels[row]).isGreaterThanOrEqualTo(events[row] + delay);
        assertThat(labels[row]).isLessThanOrEqualTo(registered);
      }
    }
  }

  @Test
  void aChallengerIsJudgedOnRowsThatNeitherModelHasSeen() {
    for (Decision decision : judged()) {
      Instant holdout = Instant.parse(decision.data().getOrDefault("holdoutFrom", ""));
      int champion = decision.champion().orElseThrow();
      int challenger = decision.challenger().orElseThrow();

      assertThat(trainedUntil(challenger)).isEqualTo(holdout);
      assertThat(trainedUntil(champion)).isBeforeOrEqualTo(holdout);
    }
  }

  @Test
  void aDecisionHoldsItsNumbersAndItsTrainingRun() {
    Decision promoted = judged().getFirst();

    assertThat(promoted.headline()).startsWith("Promoted home-sales@2: better: loss lower by ");
    assertThat(promoted.gates()).extracting(Decision.GateResult::verdict).containsOnly("PASS");
    assertThat(promoted.gates().getLast().observed()).containsKeys("gain", "lower", "upper", "n");
    PipelineRun run = rooms.runs().run(promoted.pipelineRun().orElseThrow()).orElseThrow();
    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    assertThat(run.steps())
        .extracting(PipelineRun.StepRun::name)
        .containsExactlyInAnyOrder(
            "load", "check", "split", "train", "baseline", "evaluate", "register");
  }

  @Test
  void everyListingWasAskedOnceAndItsAnswerIsWhatTheVersionSaysOffline() {
    List<Observed> observed = rooms.observations().between(MODEL, ALWAYS, END_OF_REPLAY);
    int listings =
        ReferenceReplay.report()
            .path("halfYears")
            .valueStream()
            .mapToInt(half -> half.path("rows").asInt())
            .sum();
    Map<Integer, ModelVersion> versions =
        observed.stream()
            .map(Observed::version)
            .distinct()
            .collect(
                java.util.stream.Collectors.toMap(
                    number -> number,
                    number -> rooms.models().version(MODEL, number).orElseThrow()));

    assertThat(observed).extracting(Observed::key).doesNotHaveDuplicates();
    assertThat(observed).hasSize(listings);
    versions.forEach((number, version) -> {
      List<Observed> mine = observed.stream().filter(each -> each.version() == number).toList();
      Scorer scorer = Scorer.of(version.description(), rooms.models().artifact(version));
      Frame asked = Observations.inputs(version.description().signature().inputs(), mine);
      for (int row = 0; row < mine.size(); row++) {
        assertThat(scorer.score(asked, row).label()).isEqualTo(mine.get(row).label());
      }
    });
  }

  @Test
  void eachMonthIsADatasetVersionWithoutThePrice() {
    List<DatasetVersion> versions = rooms.datasets().versions("listings", Integer.MAX_VALUE, 100);

    assertThat(versions).hasSize(1 + ReferenceReplay.MONTHS);
    DatasetVersion newest = versions.getFirst();
    assertThat(newest.message()).isEqualTo("rows of 1994-08");
    assertThat(newest.at()).isEqualTo("1994-08-01T00:00:00Z");
    assertThat(newest.contract()).isEqualTo("listings@1.0.0");
    Frame rows = rooms.datasets().read(newest, List.of("price", "TLA"), "sdate", ALWAYS, NEVER);
    assertThat(rows.numbers("price")).containsOnly(Double.NaN);
    assertThat(rows.rows()).isEqualTo(versions.stream().mapToInt(each -> (int) each.rows()).sum());
  }

  @Test
  void eachMonthHasItsWindow() {
    List<DriftWindow> windows = rooms.monitoring().drift(MODEL, 100);

    assertThat(windows).hasSize(ReferenceReplay.MONTHS);
    assertThat(windows).filteredOn(DriftWindow::judged).isNotEmpty();
  }

  @Test
  void theChampionGoesOnServingInItsUsersWords() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post(
            "/v1/models/home-sales:predict",
            """
            {"instances": [{"TLA": 1200, "lotsize": 6000, "frontage": 50, "depth": 120, "age": 0.5,
              "stories": "one", "wall": "brick", "rooms": 6, "beds": 3, "baths": 1, "halfbaths": 0,
              "garage": "attached", "garagesqft": 400}]}
            """);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode prediction =
        Json.parse(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8), "")
            .at("/predictions/0");
    assertThat(prediction.path("label").asString()).isIn("entry", "mid", "premium");
    assertThat(prediction.path("version").asString()).isEqualTo("2");
    double sum =
        prediction.path("probabilities").valueStream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(sum).isBetween(0.999999, 1.000001);
  }

  private static List<Decision> judged() {
    List<Decision> judged =
        rooms.decisions().newest(MODEL, 100).stream()
            .filter(decision -> decision.champion().isPresent())
            .toList();
    assertThat(judged).isNotEmpty();
    return judged;
  }

  private static Instant trainedUntil(int version) {
    return Instant.parse(
        rooms
            .models()
            .version(MODEL, version)
            .orElseThrow()
            .parameters()
            .getOrDefault("trainingTo", ""));
  }

  private static DatasetVersion dataset(String reference) {
    int at = reference.lastIndexOf('@');
    return rooms
        .datasets()
        .version(reference.substring(0, at), Integer.parseInt(reference.substring(at + 1)))
        .orElseThrow();
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    URI address = evenkeel.address().resolve(path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
