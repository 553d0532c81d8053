package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearModelTest {
  private static byte[] file(int classes, double[] intercepts, double[] weights) {
    return LinearModel.write(
        classes, List.of("a", "b"), new double[] {1, 2}, new double[] {2, 4}, intercepts, weights);
  }

  private static LoadedModel load(byte[] bytes) {
    return new TreesRuntime().load(new ModelFile(ModelDescription.LINEAR_JSON, bytes, "m"));
  }

  private static double[] predict(byte[] bytes, float... row) {
    Predictor engine = (Predictor) load(bytes).engine();
    double[] outputs = new double[engine.outputs()];
    engine.predict(row, 0, outputs);
    return outputs;
  }

  @Test
  void answersAreThoseOfTheFormula() {
    byte[] quantity = file(0, new double[] {10}, new double[] {3, -1});
    assertThat(predict(quantity, 5, 6)).containsExactly(10 + 3 * 2 - 1);
    assertThat(predict(quantity, Float.NaN, 6)).containsExactly(9);

    double[] two = predict(file(2, new double[] {0.5}, new double[] {1, 0}), 3, 0);
    assertThat(two[1]).isCloseTo(1 / (1 + Math.exp(-1.5)), within(1e-12));
    assertThat(two[0] + two[1]).isEqualTo(1);

    double[] three =
        predict(file(3, new double[] {0, 1, 1000}, new double[] {1, 0, 0, 1, 0, 0}), 1, 2);
    assertThat(three).containsExactly(0, 0, 1);
  }

  @Test
  void contributionsSumToTheMargin() {
    Predictor engine =
        (Predictor) load(file(3, new double[] {1, 2, 3}, new double[] {1, 2, 3, 4, 5, 6})).engine();
    Explainer explainer = engine.explainer().orElseThrow();
    double[] margins = new double[3];
    double[] contributions = new double[9];
    float[] row = {4, Float.NaN};
    explainer.margins(row, 0, margins);
    explainer.explain(row, 0, contributions);

    for (int margin = 0; margin < 3; margin++) {
      assertThat(contributions[3 * margin + 1]).isZero();
      assertThat(contributions[3 * margin] + contributions[3 * margin + 2])
          .isCloseTo(margins[margin], within(1e-12));
    }
  }

  @Test
  void itIsDescribedByItsColumns() {
    ModelDescription description = load(file(2, new double[1], new double[2])).described();

    assertThat(description.signature().inputs()).extracting("name").containsExactly("a", "b");
    assertThat(description.target().labels()).containsExactly("0", "1");
    assertThat(description.format()).isEqualTo("linear-json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":1|\"version\":2",
        "evenkeel-linear|other",
        "\"classes\":2|\"classes\":1",
        "\"classes\":2|\"classes\":-3",
        "\"classes\":2|\"classes\":3",
        "\"classes\":2|\"classes\":2000000000",
        "\"spreads\":[2.0,4.0]|\"spreads\":[2.0,0.0]",
        "\"means\":[1.0,2.0]|\"means\":[1.0]",
        "\"means\":[1.0,2.0]|\"means\":[1.0,\"x\"]",
        "\"means\":[1.0,2.0]|\"means\":7",
        "\"columns\":[\"a\",\"b\"]|\"columns\":[]"
      })
  void aBrokenFileIsAProblem(String written, String broken) {
    String text = new String(file(2, new double[1], new double[2]), StandardCharsets.UTF_8);
    assertThat(text).contains(written);

    byte[] bytes = text.replace(written, broken).getBytes(StandardCharsets.UTF_8);

    assertThat(Problems.of(() -> load(bytes)).kind()).isEqualTo(Kind.INPUT);
  }
}
