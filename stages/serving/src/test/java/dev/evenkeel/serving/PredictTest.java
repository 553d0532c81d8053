package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.ROW;
import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.models.ContractPin;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Good questions get answers in the user's words, bad ones the place of the fault.
class PredictTest {
  @TempDir Path folder;
  private Serving serving;

  @BeforeEach
  void start() {
    serving = new Serving(TestDatabases.sqlite(folder), folder);
    serving.promote(TestModels.always("mid", TestModels.BANDS));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  @Test
  void answersInTheUsersWords() {
    JsonNode prediction = serving.predict(ROW).prediction(0);

    assertThat(prediction.propertyNames())
        .containsExactly(
            "label",
            "probability",
            "probabilities",
            "model",
            "version",
            "alias",
            "predictionId",
            "warnings");
    assertThat(prediction.path("label").stringValue()).isEqualTo("mid");
    assertThat(prediction.path("probabilities").propertyNames())
        .containsExactly("entry", "mid", "premium");
    assertThat(prediction.path("probability")).isEqualTo(prediction.at("/probabilities/mid"));
    assertThat(prediction.path("probability").doubleValue()).isGreaterThan(0.9);
    assertThat(prediction.path("model").stringValue()).isEqualTo("home-sales");
    assertThat(prediction.path("version").stringValue()).isEqualTo("1");
    assertThat(prediction.path("alias").stringValue()).isEqualTo("champion");
    assertThat(prediction.path("warnings").size()).isZero();
  }

  @Test
  void answersAQuantityAsAValue() {
    serving.promote(TestModels.number(71_500));

    JsonNode prediction = serving.predict(ROW).prediction(0);

    assertThat(prediction.path("value").doubleValue()).isEqualTo(71_500);
    assertThat(prediction.has("label")).isFalse();
    assertThat(prediction.has("probabilities")).isFalse();
  }

  @Test
  void everyRowHasItsOwnPrediction() {
    Answer answer = serving.predict(ROW, ROW, ROW);

    assertThat(answer.body().path("predictions").size()).isEqualTo(3);
    assertThat(answer.body().findValuesAsString("predictionId")).doesNotHaveDuplicates();
  }

  @Test
  void leavesOutTheAliasWhenAVersionIsAskedByItsNumber() {
    serving.promote(TestModels.always("premium", TestModels.BANDS));

    JsonNode first =
        serving
            .call(
                "POST",
                "/v1/models/home-sales/versions/1:predict",
                "{\"instances\": [%s]}".formatted(ROW),
                Map.of())
            .prediction(0);
    JsonNode alias =
        serving
            .call(
                "POST",
                "/v1/models/home-sales/labels/champion:predict",
                "{\"instances\": [%s]}".formatted(ROW),
                Map.of())
            .prediction(0);

    assertThat(first.path("label").stringValue()).isEqualTo("mid");
    assertThat(first.path("version").stringValue()).isEqualTo("1");
    assertThat(first.has("alias")).isFalse();
    assertThat(alias.path("label").stringValue()).isEqualTo("premium");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String path :
        List.of(
            "/v1/models/nobody:predict",
            "/v1/models/home-sales/versions/9:predict",
            "/v1/models/home-sales/versions/0:predict",
            "/v1/models/home-sales/versions/99999999999:predict",
            "/v1/models/home-sales/versions/x:predict",
            "/v1/models/home-sales/labels/challenger:predict",
            "/v1/models/home-sales")) {
      Problem problem = problem(() -> serving.call("POST", path, "{}", Map.of()));

      assertThat(problem.kind()).as(path).isEqualTo(Problem.Kind.NOT_FOUND);
      assertThat(problem.remedy()).as(path).isNotEmpty();
    }
  }

  @Test
  void saysOfEachWrongValueWhereItStands() {
    assertThat(serving.predict("{\"area\": 1, \"wall\": \"brick\", \"rom\": 3}").errors())
        .containsExactly("/instances/0/rom unknown-field");
    assertThat(serving.predict(ROW, "{\"wall\": \"brick\"}").errors())
        .containsExactly("/instances/1/area required");
    assertThat(serving.predict("{\"area\": null, \"wall\": \"brick\"}").errors())
        .containsExactly("/instances/0/area required");
    assertThat(serving.predict("{\"area\": \"1500\", \"wall\": \"brick\"}").errors())
        .containsExactly("/instances/0/area type");
    assertThat(serving.predict("{\"area\": -1, \"wall\": \"brick\"}").errors())
        .containsExactly("/instances/0/area range");
    assertThat(serving.predict("{\"area\": 1e999, \"wall\": \"brick\"}").errors())
        .containsExactly("/instances/0/area type");
    assertThat(serving.predict("{\"area\": 1, \"wall\": \"brick\", \"rooms\": 2.5}").errors())
        .containsExactly("/instances/0/rooms type");
    assertThat(serving.predict("{\"area\": 1, \"wall\": \"brick\", \"garage\": \"x\"}").errors())
        .containsExactly("/instances/0/garage enum");
    assertThat(serving.predict("null", "[]", "7").errors())
        .containsExactly("/instances/0 type", "/instances/1 type", "/instances/2 type");
  }

  @Test
  void namesTheFieldThatWasProbablyMeantAndWhatWasFound() {
    JsonNode body = serving.predict("{\"aera\": 1, \"area\": \"1\", \"wall\": \"brick\"}").body();

    assertThat(body.at("/errors/0/expected").stringValue()).isEqualTo("the field `area`");
    assertThat(body.at("/errors/1/found").stringValue()).isEqualTo("the string \"1\"");
    assertThat(body.path("detail").stringValue()).contains("/instances/0/aera").contains("1 more");
  }

  @Test
  void anUnknownCategoryOfASoftRuleIsAnsweredWithAWarning() {
    JsonNode prediction =
        serving.predict("{\"area\": 1, \"wall\": \"straw\", \"rooms\": null}").prediction(0);

    assertThat(prediction.path("label").stringValue()).isEqualTo("mid");
    assertThat(prediction.path("warnings").toString()).contains("wall").contains("straw");
  }

  @Test
  void aBodyWithoutRowsIsRefused() {
    for (String body :
        List.of(
            "{}",
            "[]",
            "7",
            "null",
            "{\"instances\": []}",
            "{\"instances\": {}}",
            "{\"instances\": null}")) {
      assertThat(serving.ask(body).errors()).as(body).containsExactly("/instances required");
    }
    assertThat(serving.ask("{\"instance\": [%s]}".formatted(ROW)).body().at("/errors/0/expected"))
        .hasToString("\"only `instances` and `explain`\"");
  }

  @Test
  void anUnknownFieldOfTheBodyIsShownShortAndAsAPointer() {
    String name = "a~b/" + "x".repeat(5_000);

    Answer answer = serving.ask("{\"%s\": 1, \"instances\": [%s]}".formatted(name, ROW));

    assertThat(answer.body().at("/errors/0/pointer").stringValue())
        .startsWith("/a~0b~1xxx")
        .hasSizeLessThan(100);
  }

  @Test
  void whatIsNoJsonIsMalformed() {
    for (String body :
        List.of(
            "",
            "{",
            "{\"instances\": [{\"area\": NaN}]}",
            "{\"instances\": [{\"area\": 1, \"area\": 2}]}",
            "{\"instances\": []} x",
            "\u0000")) {
      Problem problem = problem(() -> serving.ask(body));

      assertThat(problem.kind()).as(body).isEqualTo(Problem.Kind.MALFORMED);
      assertThat(problem.where()).as(body).startsWith("the request's body");
    }
  }

  @Test
  void tooManyRowsTooLargeOrTooDeepABodyIsRefusedAndLogsNothing() {
    String rows = ROW + ("," + ROW).repeat(10_000);
    String deep = "{\"instances\": " + "[".repeat(100_000);

    Problem many = problem(() -> serving.predict(rows));
    Problem large = problem(() -> serving.ask(" ".repeat(17 << 20)));

    assertThat(many.kind()).isEqualTo(Problem.Kind.TOO_LARGE);
    assertThat(many.where()).isEqualTo("/instances");
    assertThat(many.what()).isEqualTo("10,001 rows in one request");
    assertThat(large.kind()).isEqualTo(Problem.Kind.TOO_LARGE);
    assertThat(problem(() -> serving.ask(deep)).kind()).isEqualTo(Problem.Kind.TOO_LARGE);
    assertThat(logged()).isEmpty();
  }

  @Test
  void oneWrongRowRefusesTheWholeRequest() {
    assertThat(serving.predict(ROW, "{}").errors()).hasSize(2);

    assertThat(logged()).isEmpty();
    assertThat(
            serving.meters.get("evenkeel.predictions").tag("outcome", "refused").counter().count())
        .isEqualTo(1);
  }

  @Test
  void textsThatAreNoUnicodeAreAnsweredAndNotBroken() {
    String half = "{\"area\": 1, \"wall\": \"\\ud83d\"}";
    String long60 = "{\"area\": 1, \"wall\": \"%s\"}".formatted("x".repeat(56) + "🏠".repeat(9));

    Answer broken = serving.predict(half);
    JsonNode cut = serving.predict(long60).prediction(0);

    assertThat(broken.errors()).containsExactly("/instances/0/wall type");
    assertThat(cut.path("warnings").size()).isPositive();
  }

  @Test
  void logsWhatWasAskedAndAnswered() {
    JsonNode prediction = serving.predict(ROW).prediction(0);

    Observations.Observed observed = logged().getFirst();
    assertThat(observed.id()).isEqualTo(prediction.path("predictionId").stringValue());
    assertThat(observed.version()).isEqualTo(1);
    assertThat(observed.at()).isEqualTo(Serving.START);
    assertThat(observed.label()).isEqualTo("mid");
    assertThat(observed.value()).isNaN();
    assertThat(observed.key()).isEmpty();
    assertThat(observed.labelledAt()).isEmpty();
    assertThat(observed.inputs())
        .containsEntry("area", 1500.5)
        .containsEntry("rooms", 6.0)
        .containsEntry("wall", "brick")
        .containsEntry("garage", null);
  }

  @Test
  void listsAndDescribesTheModel() {
    ModelVersion second = serving.promote(TestModels.always("entry", TestModels.CLASSES));

    JsonNode list = serving.call("GET", "/v1/models", "", Map.of()).body();
    JsonNode page = serving.call("GET", "/v1/models/home-sales", "", Map.of()).body();

    assertThat(list.at("/models/0/name").stringValue()).isEqualTo("home-sales");
    assertThat(list.at("/models/0/champion").intValue()).isEqualTo(second.number());
    assertThat(page.path("version").intValue()).isEqualTo(2);
    assertThat(page.path("inputs").findValuesAsString("name"))
        .containsExactly("area", "rooms", "wall", "garage");
    assertThat(page.at("/inputs/2/allowed").size()).isEqualTo(2);
  }

  private List<Observations.Observed> logged() {
    serving.observations.settle();
    return serving.observations.between(
        TestModels.NAME, Serving.START, Serving.START.plusSeconds(1));
  }

  static ContractPin pin(String maximum) {
    return ContractPin.of(
        """
        apiVersion: v3.2.0
        kind: DataContract
        id: listings
        version: 1.2.0
        schema:
          - name: listings
            properties:
              - {name: area, logicalType: number, logicalTypeOptions: {maximum: %s}}
        """
            .formatted(maximum),
        "listings.odcs.yaml");
  }

  @Test
  void aClientThatWasWrittenForAnotherContractIsRefused() {
    ContractPin made = pin("100");
    String body = "{\"instances\": [%s]}".formatted(ROW);
    String path = "/v1/models/home-sales:predict";
    Map<String, String> other = Map.of(AskedContract.HEADER, pin("200").digest());
    assertThat(problem(() -> serving.call("POST", path, body, other)).expected())
        .contains("no contract");

    serving.promote(TestModels.under(made, TestModels.always("mid", TestModels.BANDS)));

    Answer same = serving.call("POST", path, body, Map.of(AskedContract.HEADER, made.digest()));
    assertThat(same.prediction(0).path("label").stringValue()).isEqualTo("mid");
    Problem refused = problem(() -> serving.call("POST", path, body, other));
    assertThat(refused.kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(refused.what()).contains("home-sales version 2");
    assertThat(refused.expected()).contains("listings@1.2.0").contains(made.digest());
    Map<String, String> invoking = new HashMap<>(other);
    invoking.put("Content-Type", "application/json");
    Answer invoked =
        serving.call("POST", "/models/home-sales/invocations", "{\"inputs\": {}}", invoking);
    assertThat(invoked.status()).isEqualTo(409);
    assertThat(invoked.body().toString()).contains("listings@1.2.0");
    Map<String, String> noDigest = Map.of(AskedContract.HEADER, "listings@1.2.0");
    assertThat(problem(() -> serving.call("POST", path, body, noDigest)).kind())
        .isEqualTo(Problem.Kind.INPUT);
    JsonNode page = serving.call("GET", "/v1/models/home-sales", "", Map.of()).body();
    assertThat(page.at("/contract/digest").stringValue()).isEqualTo(made.digest());
  }
}
