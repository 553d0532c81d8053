package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.Limits;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.TestDatabases;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The document says what the endpoint does.
class OpenApiTest {
  @TempDir Path folder;
  private Serving serving;

  @BeforeEach
  void start() {
    serving = new Serving(TestDatabases.sqlite(folder), folder);
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private JsonNode operation(NewVersion version) {
    serving.promote(version);
    JsonNode document =
        serving.call("GET", "/v1/models/home-sales/openapi.json", "", Map.of()).body();
    assertThat(document.path("openapi").stringValue()).isEqualTo("3.1.0");
    assertThat(document.at("/info/title").stringValue()).isEqualTo("home-sales");
    assertThat(document.path("paths").propertyNames())
        .containsExactly("/v1/models/home-sales:predict");
    return document.path("paths").path("/v1/models/home-sales:predict").path("post");
  }

  private static JsonNode schema(JsonNode content) {
    return content.at("/content/application~1json/schema");
  }

  @Test
  void theAnswersHaveExactlyTheFieldsItPromises() {
    for (NewVersion version :
        new NewVersion[] {
          TestModels.always("mid", TestModels.BANDS),
          TestModels.always("mid", TestModels.CLASSES),
          TestModels.number(3)
        }) {
      JsonNode promised = schema(operation(version).at("/responses/200"));

      JsonNode answer = serving.predict(Serving.ROW, Serving.ROW).body();

      demand(promised, answer, "");
    }
  }

  /// As much of JSON Schema as the document uses for answers.
  private static void demand(JsonNode schema, JsonNode value, String where) {
    switch (schema.path("type").stringValue()) {
      case "object" -> {
        assertThat(value.isObject()).as(where).isTrue();
        assertThat(schema.path("properties").propertyNames())
            .as(where)
            .containsAll(value.propertyNames());
        assertThat(schema.path("required").valueStream().map(JsonNode::stringValue))
            .as(where)
            .containsExactlyInAnyOrderElementsOf(value.propertyNames());
        value
            .propertyStream()
            .forEach(each ->
                demand(
                    schema.path("properties").path(each.getKey()),
                    each.getValue(),
                    where + "/" + each.getKey()));
      }
      case "array" -> {
        assertThat(value.isArray()).as(where).isTrue();
        value.valueStream().forEach(each -> demand(schema.path("items"), each, where + "/*"));
      }
      case "number" -> assertThat(value.isNumber()).as(where).isTrue();
      case "string" -> {
        assertThat(value.isString()).as(where).isTrue();
        if (schema.has("enum")) {
          assertThat(schema.path("enum").valueStream()).as(where).contains(value);
        }
      }
      default -> throw new AssertionError("unexpected schema at " + where + ": " + schema);
    }
  }

  @Test
  void theQuestionIsDescribedByTheContract() {
    JsonNode body = schema(operation(TestModels.number(1)).path("requestBody"));

    JsonNode instance = body.at("/properties/instances/items");
    assertThat(body.path("additionalProperties").booleanValue()).isFalse();
    assertThat(body.at("/properties/instances/maxItems").intValue()).isEqualTo(10_000);
    assertThat(instance.path("additionalProperties").booleanValue()).isFalse();
    assertThat(instance.path("required")).hasToString("[\"area\",\"wall\"]");
    assertThat(instance.at("/properties/area"))
        .hasToString(
            "{\"type\":\"number\",\"description\":\"living area in square feet\","
                + "\"minimum\":0.0,\"maximum\":100000.0}");
    assertThat(instance.at("/properties/rooms/type")).hasToString("[\"integer\",\"null\"]");
    assertThat(instance.at("/properties/wall/examples")).hasToString("[\"brick\",\"wood\"]");
    assertThat(instance.at("/properties/garage/enum")).hasToString("[\"none\",\"attached\",null]");
  }

  @Test
  void aFieldIsDescribedByItsLimits() {
    Property share =
        Property.of("share", LogicalType.NUMBER, true)
            .withLimits(
                new Limits(
                    Optional.of(BigDecimal.ZERO),
                    Optional.of(BigDecimal.ONE),
                    Optional.of(new BigDecimal("0.1")),
                    "",
                    Limits.Times.any()));
    Limits none = Limits.none();

    assertThat(OpenApi.schema(share))
        .containsEntry("exclusiveMinimum", BigDecimal.ZERO)
        .containsEntry("exclusiveMaximum", BigDecimal.ONE)
        .containsEntry("multipleOf", new BigDecimal("0.1"))
        .doesNotContainKey("format");
    for (String[] each : new String[][] {{"email", "email"}, {"i32", "int32"}}) {
      Limits formatted =
          new Limits(none.above(), none.below(), none.multipleOf(), each[0], Limits.Times.any());
      assertThat(OpenApi.schema(Property.of("x", LogicalType.STRING, true).withLimits(formatted)))
          .containsEntry("format", each[1]);
    }
  }

  @Test
  void everyRefusalIsListed() {
    assertThat(operation(TestModels.number(1)).path("responses").propertyNames())
        .containsExactly("200", "400", "404", "409", "413", "422", "429", "503", "504");
  }

  @Test
  void theExampleIsTakenAsJsonAndAsCsv() {
    JsonNode content = operation(TestModels.number(1)).at("/requestBody/content");

    Answer json = serving.ask(content.at("/application~1json/example").toString());
    Answer csv =
        serving.call(
            "POST",
            "/v1/models/home-sales:predict",
            content.at("/text~1csv/example").stringValue(),
            Map.of("Content-Type", "text/csv"));

    assertThat(json.prediction(0).path("warnings").size()).isZero();
    assertThat(csv.prediction(0).path("value")).isEqualTo(json.prediction(0).path("value"));
    assertThat(content.at("/application~1json/example"))
        .hasToString(
            "{\"instances\":[{\"area\":50000,\"rooms\":1,\"wall\":\"brick\","
                + "\"garage\":\"none\"}]}");
  }
}
