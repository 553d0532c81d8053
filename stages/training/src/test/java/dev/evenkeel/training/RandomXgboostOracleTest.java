package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Seeds;
import dev.evenkeel.models.Explainer;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.TreeModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

/// The tree engine against XGBoost on models of any kind: objective, booster, depth, categories,
/// forests and classes are drawn; both file formats, margins, contributions and batches compared.
class RandomXgboostOracleTest {
  private static final int ULPS = 3;
  private static final List<String> OBJECTIVES =
      List.of(
          "reg:squarederror",
          "reg:squaredlogerror",
          "reg:logistic",
          "reg:gamma",
          "reg:tweedie",
          "reg:quantileerror",
          "count:poisson",
          "binary:logistic",
          "binary:logitraw",
          "binary:hinge",
          "multi:softprob",
          "rank:ndcg",
          "rank:pairwise",
          "survival:cox");

  @Test
  void anyModelAnswersAsItsLibraryDoes() {
    Seeds.each(
        70,
        random -> {
          try {
            compare(random);
          } catch (XGBoostError e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void compare(RandomGenerator random) throws XGBoostError {
    String objective = OBJECTIVES.get(random.nextInt(OBJECTIVES.size()));
    int width = random.nextInt(2, 9);
    int classes = objective.startsWith("multi") ? random.nextInt(2, 11) : 0;
    String[] types = types(random, width);
    DMatrix training = training(random, objective, classes, types);
    Booster booster =
        XGBoost.train(
            training,
            settings(random, objective, classes),
            random.nextInt(1, 50),
            Map.of(),
            null,
            null);
    byte[] json = booster.toByteArray("json");
    List<float[]> rows = rows(random, json, types);
    float[] values = flat(rows, width);
    DMatrix asked = matrix(values, rows.size(), types);

    TreeModel model = TreeModel.readXgboostJson(json, "model");
    assertAnswers(model, rows, booster.predict(asked), ULPS);
    assertMargins(model, rows, booster.predict(asked, true), objective);
    assertContributions(model, rows, booster.predictContrib(asked, 0));
    assertBatch(model, values, rows);
    byte[] binary = booster.toByteArray("ubj");
    assertBatch(
        TreeModel.read(new ModelFile(ModelDescription.XGBOOST_UBJ, binary, "model")),
        values,
        rows,
        model);
    booster.dispose();
    training.dispose();
    asked.dispose();
  }

  private static Map<String, Object> settings(
      RandomGenerator random, String objective, int classes) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("objective", objective);
    settings.put("nthread", 1);
    settings.put("verbosity", 0);
    settings.put("max_depth", random.nextInt(1, 11));
    settings.put("tree_method", "hist");
    settings.put("seed", random.nextInt(1_000));
    settings.put("subsample", 0.8);
    settings.put("max_cat_to_onehot", random.nextInt(1, 12));
    if (classes > 0) {
      settings.put("num_class", classes);
    }
    if (objective.startsWith("reg:q")) {
      settings.put("quantile_alpha", 0.3);
    }
    switch (random.nextInt(4)) {
      case 0 -> settings.putAll(Map.of("booster", "dart", "rate_drop", 0.4));
      case 1 -> settings.put("num_parallel_tree", objective.startsWith("reg:q") ? 1 : 3);
      case 2 -> settings.putAll(Map.of("grow_policy", "lossguide", "max_leaves", 30));
      default -> settings.put("base_score", 0.3);
    }
    return settings;
  }

  /// Quantities, and from the third input on now and then codes of categories.
  private static String[] types(RandomGenerator random, int width) {
    String[] types = new String[width];
    Arrays.fill(types, "q");
    for (int column = 2; column < width; column++) {
      types[column] = random.nextInt(3) == 0 ? "c" : "q";
    }
    return types;
  }

  private static DMatrix training(
      RandomGenerator random, String objective, int classes, String[] types) throws XGBoostError {
    FeatureMatrix rows =
        Synthetic.rows(
            random, random.nextInt(60, 400), types.length, classes, random.nextDouble(0.6));
    boolean share =
        objective.startsWith("binary")
            || objective.equals("reg:logistic")
            || objective.startsWith("rank");
    for (int row = 0; row < rows.rows(); row++) {
      categorise(rows.values(), row * types.length, types);
      if (share) {
        rows.labels()[row] = rows.labels()[row] > 0 ? 1 : 0;
      } else if (classes == 0) {
        rows.labels()[row] = 1 + Math.abs(rows.labels()[row]) / 500;
      }
    }
    DMatrix matrix = NativeMatrix.of(rows);
    matrix.setFeatureTypes(types);
    if (objective.startsWith("rank")) {
      matrix.setGroup(new int[] {rows.rows() / 2, rows.rows() - rows.rows() / 2});
    }
    return matrix;
  }

  private static void categorise(float[] values, int offset, String[] types) {
    for (int column = 0; column < types.length; column++) {
      if (types[column].equals("c")) {
        values[offset + column] = (float) Math.floor(Math.abs(values[offset + column]) * 9);
      }
    }
  }

  private static List<float[]> rows(RandomGenerator random, byte[] json, String[] types) {
    List<float[]> rows = TreeEngineOracleTest.asked(random, json, types.length);
    List<float[]> some = rows.subList(Math.max(0, rows.size() - 700), rows.size());
    for (float[] row : some) {
      for (int column = 0; column < row.length; column++) {
        if (types[column].equals("c")) {
          // No larger: the native library does not promise what it does there.
          row[column] = Math.min(200, (float) Math.floor(Math.abs(row[column]) * 20));
        }
      }
    }
    return some;
  }

  private static float[] flat(List<float[]> rows, int width) {
    float[] values = new float[rows.size() * width];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, values, row * width, width);
    }
    return values;
  }

  private static DMatrix matrix(float[] values, int rows, String[] types) throws XGBoostError {
    DMatrix matrix = new DMatrix(values, rows, types.length, Float.NaN);
    matrix.setFeatureTypes(types);
    return matrix;
  }

  private static void assertAnswers(
      TreeModel model, List<float[]> rows, float[][] expected, int ulps) {
    double[] outputs = new double[model.outputs()];
    for (int row = 0; row < expected.length; row++) {
      model.predict(rows.get(row), 0, outputs);
      int first = outputs.length - expected[row].length;
      for (int index = 0; index < expected[row].length; index++) {
        assertThat(Math.abs(outputs[first + index] - expected[row][index]))
            .as("row %s", Arrays.toString(rows.get(row)))
            .isLessThanOrEqualTo(ulps * (double) Math.ulp(expected[row][index]));
      }
    }
  }

  /// To the bit, unless a logarithm of the base score went in first.
  private static void assertMargins(
      TreeModel model, List<float[]> rows, float[][] expected, String objective) {
    boolean exact =
        !List.of(
                "reg:logistic",
                "reg:gamma",
                "reg:tweedie",
                "count:poisson",
                "binary:logistic",
                "survival:cox")
            .contains(objective);
    Explainer explainer = model.explainer().orElseThrow();
    double[] margins = new double[explainer.margins()];
    for (int row = 0; row < expected.length; row++) {
      explainer.margins(rows.get(row), 0, margins);
      for (int index = 0; index < margins.length; index++) {
        float least = Math.max(Math.abs(expected[row][index]), 1);
        assertThat(margins[index])
            .isCloseTo(expected[row][index], within(exact ? 0.0 : ULPS * Math.ulp(least)));
      }
    }
  }

  private static void assertContributions(TreeModel model, List<float[]> rows, float[][] expected) {
    Explainer explainer = model.explainer().orElseThrow();
    double[] contributions = new double[explainer.margins() * (model.inputs() + 1)];
    for (int row = 0; row < Math.min(40, expected.length); row++) {
      explainer.explain(rows.get(row), 0, contributions);
      assertThat(expected[row]).hasSize(contributions.length);
      double most = 1;
      for (float each : expected[row]) {
        most = Math.max(most, Math.abs(each));
      }
      for (int index = 0; index < contributions.length; index++) {
        assertThat(contributions[index]).isCloseTo(expected[row][index], within(1e-4 * most));
      }
    }
  }

  private static void assertBatch(TreeModel model, float[] values, List<float[]> rows) {
    assertBatch(model, values, rows, model);
  }

  private static void assertBatch(
      TreeModel batch, float[] values, List<float[]> rows, TreeModel single) {
    double[] expected = new double[rows.size() * single.outputs()];
    double[] one = new double[single.outputs()];
    for (int row = 0; row < rows.size(); row++) {
      single.predict(rows.get(row), 0, one);
      System.arraycopy(one, 0, expected, row * one.length, one.length);
    }
    double[] answers = new double[expected.length];
    batch.predictAll(values, rows.size(), answers);
    assertThat(answers).isEqualTo(expected);
  }
}
