package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearTrainerTest {
  private static FeatureMatrix rows(long seed, int classes) {
    return Synthetic.rows(Synthetic.generator(seed), 600, 4, classes, 0.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void probabilitiesAddUpToOneAndBeatTheMajority(int classes) {
    FeatureMatrix unseen = rows(2, classes);

    List<double[]> predictions = LinearTrainer.train(rows(1, classes), classes).predict(unseen);

    assertThat(predictions).hasSize(600);
    for (double[] row : predictions) {
      assertThat(row).hasSize(classes);
      assertThat(java.util.Arrays.stream(row).sum()).isCloseTo(1, within(1e-5));
    }
    assertThat(Scores.accuracy(predictions, unseen)).isGreaterThan(Scores.majority(unseen) + 0.2);
  }

  @Test
  void findsTheLineThatMadeTheRows() {
    float[] values = new float[400];
    float[] labels = new float[200];
    for (int row = 0; row < 200; row++) {
      values[2 * row] = row;
      values[2 * row + 1] = 1_000_000f + (row * 7 % 200);
      labels[row] = 3 * row - 2f * (row * 7 % 200) + 5;
    }
    FeatureMatrix rows = new FeatureMatrix(values, 200, 2, labels);

    List<double[]> predictions = LinearTrainer.train(rows, 0).predict(rows);

    for (int row = 0; row < 200; row++) {
      assertThat(predictions.get(row)[0]).isCloseTo(labels[row], within(1.0));
    }
  }

  @Test
  void aConstantOrEmptyColumnDoesNoHarm() {
    FeatureMatrix plain = rows(1, 0);
    float[] values = plain.values().clone();
    for (int row = 0; row < plain.rows(); row++) {
      values[4 * row + 2] = 7;
      values[4 * row + 3] = Float.NaN;
    }
    FeatureMatrix rows = new FeatureMatrix(values, 600, 4, plain.labels());

    assertThat(Scores.squaredError(LinearTrainer.train(rows, 0).predict(rows), rows))
        .isLessThan(0.4 * Scores.variance(rows));
  }

  @Test
  void twoTrainingsAreEqual() {
    FeatureMatrix rows = rows(1, 3);

    assertThat(LinearTrainer.train(rows, 3).predict(rows).toArray())
        .isEqualTo(LinearTrainer.train(rows, 3).predict(rows).toArray());
  }
}
