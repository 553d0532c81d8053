package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.ROW;
import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Problem;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Answers with their reasons.
class ExplainTest {
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

  private Answer explained(String row) {
    return serving.ask("{\"explain\": true, \"instances\": [%s]}".formatted(row));
  }

  @Test
  void contributionsOfEachFeatureSumToTheMargin() {
    serving.promote(TestModels.covered(TestModels.grown(3)));
    Answer plain = serving.predict(ROW);

    JsonNode prediction = explained(ROW).prediction(0);

    JsonNode explanation = prediction.path("explanation");
    assertThat(prediction.path("probabilities"))
        .isEqualTo(plain.prediction(0).path("probabilities"));
    assertThat(plain.prediction(0).has("explanation")).isFalse();
    assertThat(explanation.path("available").booleanValue()).isTrue();
    assertThat(explanation.path("label")).isEqualTo(prediction.path("label"));
    assertThat(explanation.path("contributions").findValuesAsString("feature"))
        .containsExactlyInAnyOrder("area", "rooms", "wall", "size");
    List<Double> amounts =
        explanation
            .path("contributions")
            .valueStream()
            .map(each -> each.path("contribution").doubleValue())
            .toList();
    double sum = amounts.stream().mapToDouble(Double::doubleValue).sum();
    assertThat(explanation.path("base").doubleValue() + sum)
        .isCloseTo(explanation.path("margin").doubleValue(), within(1e-9));
    assertThat(amounts.stream().map(Math::abs).toList())
        .isSortedAccordingTo(Collections.reverseOrder());
    assertThat(explanation.at("/reasons/0").stringValue())
        .startsWith(explanation.at("/contributions/0/feature").stringValue());
    assertThat(explanation.path("reasons").toString()).contains("wall = brick speaks ");
  }

  @Test
  void aModelThatCannotBeExplainedSaysWhy() {
    serving.promote(TestModels.grown(3));

    JsonNode explanation = explained(ROW).prediction(0).path("explanation");

    assertThat(explanation.path("available").booleanValue()).isFalse();
    assertThat(explanation.path("reason").stringValue()).contains("how often");
  }

  @Test
  void theAddressMayAskForItToo() {
    serving.promote(TestModels.covered(TestModels.number(3)));

    var reply =
        serving.reply(
            "POST",
            "/v1/models/home-sales:predict",
            "explain=true",
            "{\"instances\": [%s]}".formatted(ROW),
            Map.of());

    assertThat(
            new String(
                ((dev.evenkeel.base.Reply.Whole) reply).body(),
                java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"explanation\":{\"available\":true,\"base\":3.0,\"margin\":3.0");
  }

  @Test
  void thereAreBounds() {
    serving.promote(TestModels.grown(3));

    Problem many = problem(() -> explained(String.join(",", Collections.nCopies(1_001, ROW))));

    assertThat(many.kind()).isEqualTo(Problem.Kind.TOO_LARGE);
    assertThat(serving.ask("{\"explain\": 1, \"instances\": [%s]}".formatted(ROW)).errors())
        .containsExactly("/explain type");
    assertThat(
            serving
                .ask("{\"explain\": false, \"instances\": [%s]}".formatted(ROW))
                .prediction(0)
                .has("explanation"))
        .isFalse();
  }
}
