package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.models.TreeModel;
import java.util.ArrayList;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XgboostTrainerTest {
  private static final TrainingParameters PARAMETERS =
      new TrainingParameters(30, 4, 0.2, 0.8, 0.6, 1, 1);
  private static final List<String> COLUMNS = List.of("a", "b", "c", "d");

  private static FeatureMatrix rows(long seed, int classes) {
    return Synthetic.rows(Synthetic.generator(seed), 600, 4, classes, 0.1);
  }

  private static byte[] train(TrainingParameters parameters, long seed) {
    return XgboostTrainer.train(rows(1, 3), parameters, 3, COLUMNS, seed);
  }

  private static List<double[]> predict(byte[] json, FeatureMatrix rows) {
    TreeModel model = TreeModel.readXgboostJson(json, "model");
    List<double[]> predictions = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      double[] outputs = new double[model.outputs()];
      model.predict(rows.values(), row * rows.width(), outputs);
      predictions.add(outputs);
    }
    return predictions;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3})
  void twoRunsWithOneSeedGiveTheSameBytes(int classes) {
    byte[] first = XgboostTrainer.train(rows(1, classes), PARAMETERS, classes, COLUMNS, 42);

    assertThat(XgboostTrainer.train(rows(1, classes), PARAMETERS, classes, COLUMNS, 42))
        .isEqualTo(first);
  }

  @Test
  void theSeedChoosesRowsAndColumns() {
    TrainingParameters whole = new TrainingParameters(5, 3, 0.3, 1, 1, 1, 1);
    TrainingParameters someRows = new TrainingParameters(5, 3, 0.3, 0.5, 1, 1, 1);
    TrainingParameters someColumns = new TrainingParameters(5, 3, 0.3, 1, 0.5, 1, 1);
    List<double[]> seen = predict(train(whole, 1), rows(1, 3));

    assertThat(predict(train(whole, 2), rows(1, 3)).getFirst()).isEqualTo(seen.getFirst());
    assertThat(predict(train(someRows, 2), rows(1, 3)).getFirst())
        .isNotEqualTo(predict(train(someRows, 1), rows(1, 3)).getFirst());
    assertThat(predict(train(someColumns, 2), rows(1, 3)).getFirst())
        .isNotEqualTo(predict(train(someColumns, 1), rows(1, 3)).getFirst());
  }

  @Test
  void seedsMayBeAnyNumber() {
    for (long seed : new long[] {Long.MIN_VALUE, -1, 0, 1L << 40, Long.MAX_VALUE}) {
      assertThat(train(PARAMETERS, seed)).isEqualTo(train(PARAMETERS, seed));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void beatsTheMajorityOnRowsItHasNotSeen(int classes) {
    FeatureMatrix unseen = rows(2, classes);
    byte[] json = XgboostTrainer.train(rows(1, classes), PARAMETERS, classes, COLUMNS, 1);

    assertThat(Scores.accuracy(predict(json, unseen), unseen))
        .isGreaterThan(Scores.majority(unseen) + 0.2);
  }

  @Test
  void aQuantityIsPredictedBetterThanByItsMean() {
    FeatureMatrix unseen = rows(2, 0);
    byte[] json = XgboostTrainer.train(rows(1, 0), PARAMETERS, 0, COLUMNS, 1);

    assertThat(Scores.squaredError(predict(json, unseen), unseen))
        .isLessThan(0.4 * Scores.variance(unseen));
  }

  @Test
  void keepsTheNamesOfTheColumnsWhateverTheyAre() throws Exception {
    List<String> odd =
        List.of("wall=it's \"brick\"", "a\\b [<]{}", "étage=二", "tab\tline\n\uD83C\uDFE0");

    byte[] json = XgboostTrainer.train(rows(1, 3), PARAMETERS, 3, odd, 1);

    assertThat(TreeModel.readXgboostJson(json, "model").featureNames()).isEqualTo(odd);
    Booster theirs = XGBoost.loadModel(json);
    assertThat(theirs.getFeatureNames()).startsWith(odd.get(0), odd.get(1), odd.get(2)).hasSize(4);
    theirs.dispose();
  }

  @Test
  void parametersReachTheLibrary() {
    TreeModel stump =
        TreeModel.readXgboostJson(train(new TrainingParameters(1, 1, 0.3, 1, 1, 1, 1), 1), "model");
    TreeModel constant =
        TreeModel.readXgboostJson(
            train(new TrainingParameters(5, 4, 0.3, 1, 1, 1e9, 1), 1), "model");

    assertThat(distinct(stump)).isBetween(2L, 27L);
    assertThat(distinct(constant)).isEqualTo(1);
  }

  private static long distinct(TreeModel model) {
    FeatureMatrix rows = rows(1, 3);
    double[] outputs = new double[3];
    List<Double> firsts = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      model.predict(rows.values(), row * 4, outputs);
      firsts.add(outputs[0]);
    }
    return firsts.stream().distinct().count();
  }
}
