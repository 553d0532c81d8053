package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.ROW;
import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What was answered can be looked up and taken away, on any database.
abstract class TraceContract {
  private static final String EXPORT = "/api/v1/models/home-sales/predictions";

  @TempDir Path folder;
  private Serving serving;
  private ModelVersion version;

  abstract Database open();

  @BeforeEach
  void start() {
    serving = new Serving(open(), folder);
    version = serving.promote(TestModels.grown(1));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private JsonNode trace(String id) {
    return serving.call("GET", "/api/v1/predictions/" + id, "", Map.of()).body();
  }

  /// Answers that come without features and therefore lie in a block.
  private AnsweredRequest blocked(int rows, Instant at) {
    Prediction prediction =
        new Prediction(1, "mid", 0.6, new double[] {0.1, 0.6, 0.3}, Double.NaN, List.of());
    AnsweredRequest answered =
        new AnsweredRequest(
            version,
            AnsweredRequest.V2,
            "champion",
            at,
            7_000,
            serving.log.newIds(rows),
            Optional.empty(),
            Collections.nCopies(rows, prediction));
    serving.log.add(answered);
    return answered;
  }

  @Test
  void aTraceTellsRequestAnswerVersionAndWhoPutItThere() {
    JsonNode answer = serving.predict(ROW).prediction(0);
    String id = answer.path("predictionId").stringValue();

    JsonNode before = trace(id);
    serving.tell(id, "72000");
    JsonNode after = trace(id);

    assertThat(before.path("inputs"))
        .hasToString("{\"area\":1500.5,\"rooms\":6,\"wall\":\"brick\",\"garage\":null}");
    assertThat(before.path("label")).isEqualTo(answer.path("label"));
    assertThat(before.path("probabilities")).isEqualTo(answer.path("probabilities"));
    assertThat(before.path("protocol").stringValue()).isEqualTo("named");
    assertThat(before.path("alias").stringValue()).isEqualTo("champion");
    assertThat(before.path("version").stringValue()).isEqualTo("1");
    assertThat(before.path("at").stringValue()).isEqualTo(Serving.START.toString());
    assertThat(before.at("/origin/dataset").stringValue()).isEqualTo("listings-labelled@1");
    assertThat(before.at("/origin/code").stringValue()).isEqualTo("by hand");
    assertThat(before.at("/move/actor").stringValue()).isEqualTo("test");
    assertThat(before.at("/move/reason").stringValue()).isEqualTo("because");
    assertThat(before.has("truth")).isFalse();
    assertThat(after.at("/truth/label").stringValue()).isEqualTo("mid");
    assertThat(after.at("/truth/value").doubleValue()).isEqualTo(72_000);
    assertThat(problem(() -> trace("nobody")).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void theTruthOfAnAnswerWithoutFeaturesIsKeptAndScored() {
    AnsweredRequest answered = blocked(3, Serving.START);

    Answer told = serving.tell(answered.id(1), "72000");

    assertThat(told.status()).isEqualTo(200);
    JsonNode trace = trace(answered.id(1));
    assertThat(trace.has("inputs")).isFalse();
    assertThat(trace.path("protocol").stringValue()).isEqualTo("v2");
    assertThat(trace.at("/truth/label").stringValue()).isEqualTo("mid");
    List<Observations.Observed> scored =
        serving.observations.between(TestModels.NAME, Serving.START, Serving.START.plusSeconds(1));
    assertThat(scored).extracting(Observations.Observed::id).containsExactly(answered.id(1));
    assertThat(scored.getFirst().hasInputs()).isFalse();
  }

  private List<JsonNode> export(String query) {
    return serving.lines(EXPORT, query).stream().map(line -> Json.mapper().readTree(line)).toList();
  }

  private static List<String> ids(List<JsonNode> lines) {
    return lines.stream().map(line -> line.path("predictionId").stringValue()).toList();
  }

  @Test
  void everythingIsExportedOnceInItsOrderAndPageByPage() {
    List<String> all = new ArrayList<>();
    for (int day = 0; day < 12; day++) {
      AnsweredRequest answered = blocked(70, serving.clock.now());
      serving.log.flush();
      for (int row = 0; row < 70; row++) {
        all.add(answered.id(row));
      }
      all.add(serving.predict(ROW).prediction(0).path("predictionId").stringValue());
      serving.clock.moveTo(serving.clock.now().plus(Duration.ofDays(1)));
    }
    serving.tell(all.get(75), "72000");

    List<String> paged = new ArrayList<>();
    for (String after = ""; paged.size() < all.size(); after = "&after=" + paged.getLast()) {
      List<JsonNode> page = export("limit=100" + after);
      assertThat(page).isNotEmpty();
      paged.addAll(ids(page));
    }

    assertThat(ids(export(""))).isEqualTo(all);
    assertThat(paged).isEqualTo(all);
    assertThat(export("").get(75).at("/truth/label").stringValue()).isEqualTo("mid");
    assertThat(ids(export("from=1996-01-03T00:00:00Z&to=1996-01-05T00:00:00Z")))
        .isEqualTo(all.subList(142, 284));
    assertThat(export("after=" + all.getLast())).isEmpty();
  }

  @Test
  void anExportSaysWhatIsWrongWithTheQuestion() {
    for (String query :
        List.of(
            "limit=0",
            "limit=x",
            "limit=99999999",
            "from=yesterday",
            "to=+1000000000-12-31T23:59:59Z",
            "after=nobody")) {
      assertThat(problem(() -> export(query)).where()).isEqualTo(query.replaceFirst("=.*", ""));
    }
    assertThat(problem(() -> serving.lines("/api/v1/models/nobody/predictions", "")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void whatWasLostIsShown() {
    JsonNode status = serving.call("GET", "/api/v1/prediction-log", "", Map.of()).body();

    assertThat(status.path("lost").intValue()).isZero();
    assertThat(status.path("waiting").intValue()).isZero();
  }
}
