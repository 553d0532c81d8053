package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A row that breaks its contract is refused at every door, by the same rule and in the same words.
class ContractRulesTest {
  private static final String INFER = "/v2/models/home-sales/infer";

  @TempDir Path folder;
  private Serving serving;

  @BeforeEach
  void start() {
    serving = new Serving(TestDatabases.sqlite(folder), folder);
    serving.promote(TestModels.grown(7));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private Serving.Answer tensors(String area, String rooms, String wall, String garage) {
    return serving.call(
        "POST",
        INFER,
        """
        {"inputs": [
          {"name": "area", "shape": [1], "datatype": "FP64", "data": [%s]},
          {"name": "rooms", "shape": [1, 1], "datatype": "FP64", "data": [%s]},
          {"name": "wall", "shape": [1], "datatype": "BYTES", "data": [%s]},
          {"name": "garage", "shape": [1], "datatype": "BYTES", "data": [%s]}]}
        """
            .formatted(area, rooms, wall, garage),
        Map.of());
  }

  private static String row(String area, String rooms, String wall, String garage) {
    return "{\"area\": %s, \"rooms\": %s, \"wall\": %s, \"garage\": %s}"
        .formatted(area, rooms, wall, garage);
  }

  private double violations(String field, String rule) {
    return serving
        .meters
        .get("evenkeel.contract.violations")
        .tags("model", "home-sales", "field", field, "rule", rule)
        .counter()
        .count();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-4   | 6   | \"brick\" | \"none\" | area   | range",
        "1e6  | 6   | \"brick\" | \"none\" | area   | range",
        "1500 | 6   | \"brick\" | \"shed\" | garage | enum"
      })
  void theSameRuleHoldsEverywhereInTheSameWords(
      String area, String rooms, String wall, String garage, String field, String rule) {
    String row = row(area, rooms, wall, garage);
    Serving.Answer named = serving.predict(row);

    Serving.Answer tensors = tensors(area, rooms, wall, garage);
    Serving.Answer invoked =
        serving.call("POST", "/invocations", "{\"instances\": [%s]}".formatted(row), Map.of());

    assertThat(named.status()).isEqualTo(422);
    String words = named.body().path("detail").stringValue().replace("/instances", "");
    assertThat(tensors.status()).isEqualTo(400);
    assertThat(tensors.body().path("error").stringValue()).isEqualTo(words);
    assertThat(invoked.status()).isEqualTo(400);
    assertThat(invoked.body().path("message").stringValue()).isEqualTo(words);
    assertThat(violations(field, rule)).isEqualTo(3);
  }

  @Test
  void whatIsMissingOrOfAnotherTypeBreaksTheContractOfTensorsToo() {
    assertThat(tensors("null", "6", "\"brick\"", "\"none\"").body().path("error").stringValue())
        .isEqualTo("/0/area: expected a value, found nothing");
    assertThat(tensors("1", "6.5", "\"brick\"", "\"none\"").body().path("error").stringValue())
        .isEqualTo("/0/rooms: expected an integer, found the number 6.5");
    assertThat(tensors("-1", "6.5", "\"brick\"", "\"x\"").body().path("error").stringValue())
        .startsWith("/0/area: expected ")
        .endsWith(", and 2 more");
    assertThat(tensors("Infinity", "6", "\"brick\"", "\"none\"").status()).isEqualTo(400);
  }

  @Test
  void aSoftRuleAndWhatMayBeMissingDoNotRefuse() {
    assertThat(tensors("1500", "null", "\"straw\"", "\"none\"").status()).isEqualTo(200);
  }

  @Test
  void aNameThatAClientMadeUpIsNoLabelOfTheMetric() {
    serving.predict("{\"area\": 1, \"wall\": \"brick\", \"made-up\": 1}");

    assertThat(violations("", "unknown-field")).isEqualTo(1);
    assertThat(serving.meters.find("evenkeel.contract.violations").counters()).hasSize(1);
  }
}
