package dev.evenkeel.models.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The engine against what Python's XGBoost and LightGBM answered, releases that no Java library
/// reads. `src/test/python/make_fixtures.py` made the files.
class StoredAnswersTest {
  /// The C library's `expf` and `logf` differ by CPU.
  private static final int ULPS = 3;

  static List<Stored> cases() {
    return Stored.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void marginsAndAnswersAreTheLibrarys(Stored stored) {
    Ensemble ensemble = stored.read();
    double[] answers = new double[ensemble.outputs()];
    for (int row = 0; row < stored.rows().length; row++) {
      predict(stored, ensemble, row, answers);

      double[] expected = stored.answers()[row];
      int first = answers.length - expected.length;
      for (int index = 0; index < expected.length; index++) {
        assertThat(Math.abs(answers[first + index] - expected[index]))
            .as("row %d: %s", row, Arrays.toString(stored.rows()[row]))
            .isLessThanOrEqualTo(ULPS * ulp(ensemble, expected[index]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void marginsAreEqualOrOneUlpAwayWhereTheBaseIsALogarithm(Stored stored) {
    Ensemble ensemble = stored.read();
    double[] margins = new double[ensemble.outputs()];
    for (int row = 0; row < stored.rows().length && !stored.isDouble(); row++) {
      ensemble.margins(stored.floats(row), 0, margins);

      double[] expected = stored.margins()[row];
      assertThat(expected).hasSize(ensemble.margins());
      for (int index = 0; index < expected.length; index++) {
        double most = Math.max(Math.abs(expected[index]), 1);
        assertThat(Math.abs(margins[index] - expected[index]))
            .as("row %d: %s", row, Arrays.toString(stored.rows()[row]))
            .isLessThanOrEqualTo(ensemble.readsDoubles() ? 0 : Math.ulp((float) most));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void manyRowsHaveTheBitsOfOne(Stored stored) {
    Ensemble ensemble = stored.read();
    int width = ensemble.inputs().size();
    int rows = stored.rows().length;
    float[] inputs = new float[rows * width];
    double[] expected = new double[rows * ensemble.outputs()];
    double[] one = new double[ensemble.outputs()];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(stored.floats(row), 0, inputs, row * width, width);
      ensemble.predict(inputs, row * width, one);
      System.arraycopy(one, 0, expected, row * one.length, one.length);
    }

    double[] answers = new double[expected.length];
    ensemble.predictAll(inputs, rows, answers);

    assertThat(answers).isEqualTo(expected);
  }

  private static void predict(Stored stored, Ensemble ensemble, int row, double[] answers) {
    if (stored.isDouble()) {
      ensemble.predict(stored.rows()[row], 0, answers);
    } else {
      ensemble.predict(stored.floats(row), 0, answers);
    }
  }

  private static double ulp(Ensemble ensemble, double number) {
    return ensemble.readsDoubles() ? Math.ulp(number) : Math.ulp((float) number);
  }
}
