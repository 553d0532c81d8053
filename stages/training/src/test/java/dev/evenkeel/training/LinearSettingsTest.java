package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.models.LinearModel;
import dev.evenkeel.models.ModelFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearSettingsTest {
  private static final List<String> COLUMNS = List.of("a", "b", "c", "d");

  private static List<double[]> predict(LinearSettings settings, FeatureMatrix rows, int classes) {
    Trained trained = settings.train(rows, classes, COLUMNS.subList(0, rows.width()));
    LinearModel model =
        LinearModel.read(new ModelFile(trained.format(), trained.artifact(), "model"));
    List<double[]> predictions = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      double[] outputs = new double[model.outputs()];
      model.predict(rows.values(), row * rows.width(), outputs);
      predictions.add(outputs);
    }
    return predictions;
  }

  @Test
  void theFileAnswersWithTheLineThatMadeTheRows() {
    float[] values = new float[400];
    float[] labels = new float[200];
    for (int row = 0; row < 200; row++) {
      values[2 * row] = row;
      values[2 * row + 1] = 1_000_000f + (row * 7 % 200);
      labels[row] = 3 * row - 2f * (row * 7 % 200) + 5;
    }
    FeatureMatrix rows = new FeatureMatrix(values, 200, 2, labels);

    List<double[]> predictions = predict(new LinearSettings(0, 0), rows, 0);

    for (int row = 0; row < 200; row++) {
      assertThat(predictions.get(row)[0]).isCloseTo(labels[row], within(0.01));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void withColumnsThatSayNothingItStillBeatsTheMajority(int classes) {
    FeatureMatrix rows = Synthetic.rows(Synthetic.generator(1), 600, 4, classes, 0.1);
    for (int row = 0; row < rows.rows(); row++) {
      rows.values()[4 * row + 2] = 7;
      rows.values()[4 * row + 3] = Float.NaN;
    }

    List<double[]> predictions = predict(new LinearSettings(0.001, 0.001), rows, classes);

    assertThat(Scores.accuracy(predictions, rows)).isGreaterThan(Scores.majority(rows) + 0.2);
  }

  @Test
  void equalRowsGiveEqualBytes() {
    FeatureMatrix rows = Synthetic.rows(Synthetic.generator(2), 300, 4, 3, 0.2);
    LinearSettings settings = new LinearSettings(0.01, 0.001);

    assertThat(settings.train(rows, 3, COLUMNS).artifact())
        .isEqualTo(settings.train(rows, 3, COLUMNS).artifact());
  }
}
