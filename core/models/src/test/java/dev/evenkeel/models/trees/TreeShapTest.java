package dev.evenkeel.models.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreeShapTest {
  /// An explanation reads floats, so rows that floats do not hold have others.
  static List<Stored> cases() {
    return Stored.all().stream().filter(stored -> !stored.isDouble()).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void contributionsSumToTheMargin(Stored stored) {
    Ensemble ensemble = stored.read();
    double[] margins = new double[ensemble.margins()];
    int width = ensemble.inputs().size() + 1;
    double[] contributions = new double[margins.length * width];
    for (int row = 0; row < stored.rows().length; row++) {
      float[] floats = stored.floats(row);
      ensemble.explain(floats, 0, contributions);
      ensemble.margins(floats, 0, margins);

      for (int group = 0; group < margins.length; group++) {
        double sum = Arrays.stream(contributions, group * width, (group + 1) * width).sum();
        assertThat(sum).isCloseTo(margins[group], within(1e-5 * size(margins[group])));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void contributionsAreTheLibrarys(Stored stored) {
    Ensemble ensemble = stored.read();
    double[] contributions = new double[stored.contributions()[0].length];
    int first = stored.rows().length - stored.contributions().length;
    for (int row = 0; row < stored.contributions().length; row++) {
      ensemble.explain(stored.floats(first + row), 0, contributions);

      double[] expected = stored.contributions()[row];
      double most = Arrays.stream(expected).map(Math::abs).max().orElse(0);
      for (int index = 0; index < expected.length; index++) {
        assertThat(contributions[index])
            .as("row %d, number %d", row, index)
            .isCloseTo(expected[index], within(1e-4 * size(most)));
      }
    }
  }

  private static double size(double number) {
    return Math.max(1, Math.abs(number));
  }
}
