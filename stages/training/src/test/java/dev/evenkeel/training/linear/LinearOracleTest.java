package dev.evenkeel.training.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Our fits against scikit-learn's; `src/test/python/linear.py` wrote them.
class LinearOracleTest {
  private static final Offset<Double> CLOSE = within(1e-5);

  private static JsonNode cases() throws IOException {
    try (InputStream in = LinearOracleTest.class.getResourceAsStream("linear.json")) {
      JsonNode cases =
          Json.parse(Objects.requireNonNull(in).readAllBytes(), "linear.json").path("cases");
      assertThat(cases.size()).isEqualTo(9);
      return cases;
    }
  }

  private static double[] numbers(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static LinearFit fit(JsonNode each) {
    return LinearFit.of(
        numbers(each.path("values")),
        each.path("width").asInt(),
        numbers(each.path("labels")),
        each.path("classes").asInt(),
        new Penalty(each.path("l1").asDouble(), each.path("l2").asDouble()));
  }

  @Test
  void weightsAreTheLibrarys() throws Exception {
    for (JsonNode each : cases()) {
      LinearFit fit = fit(each);

      assertThat(fit.hasConverged()).isTrue();
      assertThat(fit.weights())
          .as("l1 %s, l2 %s", each.path("l1"), each.path("l2"))
          .containsExactly(numbers(each.path("weights")), CLOSE);
    }
  }

  @Test
  void predictionsAreTheLibrarys() throws Exception {
    for (JsonNode each : cases()) {
      LinearFit fit = fit(each);
      double[] values = numbers(each.path("values"));
      for (int row = 0; row < each.path("predicted").size(); row++) {
        assertThat(fit.predict(values, row * fit.width()))
            .containsExactly(numbers(each.path("predicted").get(row)), CLOSE);
      }
    }
  }

  @Test
  void aPenaltyOfAbsoluteValuesMakesExactZeros() throws Exception {
    for (JsonNode each : cases()) {
      long expected = Arrays.stream(numbers(each.path("weights"))).filter(w -> w == 0).count();
      assertThat(Arrays.stream(fit(each).weights()).filter(weight -> weight == 0).count())
          .isEqualTo(expected);
    }
  }

  @Test
  void equalArgumentsGiveEqualBits() throws Exception {
    JsonNode each = cases().get(7);
    assertThat(fit(each).weights()).isEqualTo(fit(each).weights());
  }

  @Test
  void rowsThatALineTellsApartAreHeldByThePenalty() {
    LinearFit fit =
        LinearFit.of(
            new double[] {-2, -1, 1, 2}, 1, new double[] {0, 0, 1, 1}, 2, new Penalty(0, 0.01));

    assertThat(fit.hasConverged()).isTrue();
    assertThat(fit.weights()[0]).isPositive().isFinite();
    assertThat(fit.intercepts()[0]).isCloseTo(0, CLOSE);
    assertThat(fit.predict(new double[] {1000}, 0)).containsExactly(0, 1);
    assertThat(fit.predict(new double[] {-1000}, 0)).containsExactly(1, 0);
  }
}
