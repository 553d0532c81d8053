package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.models.TreeModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The pure-Java tree walk against XGBoost itself, on random models and on rows that lie on every
/// threshold and beside it.
class TreeEngineOracleTest {
  private static final int MODELS = 12;

  /// The C library's `expf` and `logf` differ by CPU; two were measured.
  private static final int ULPS = 3;

  private static final int ROWS_MAX = 4_000;

  /// A model with what its library says of rows.
  @SuppressWarnings("ArrayRecordComponent")
  private record Case(
      String name, byte[] json, int width, List<float[]> rows, float[][] expected) {}

  @ParameterizedTest
  @ValueSource(strings = {"reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror"})
  void quantitiesAreEqualToTheLastBit(String objective) throws Exception {
    for (long seed = 0; seed < MODELS; seed++) {
      assertClose(oracle(objective, seed, Map.of()), 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"binary:logistic", "multi:softprob", "count:poisson", "reg:gamma", "reg:tweedie"})
  void otherAnswersAreWithinThreeFloatUlps(String objective) throws Exception {
    for (long seed = 0; seed < MODELS; seed++) {
      assertClose(oracle(objective, seed, Map.of()), ULPS);
    }
  }

  @Test
  void droppedTreesAreWeighed() throws Exception {
    Map<String, Object> dart = Map.of("booster", "dart", "rate_drop", 0.3);
    for (long seed = 0; seed < MODELS; seed++) {
      assertClose(oracle("reg:squarederror", seed, dart), 1);
      assertClose(oracle("multi:softprob", seed, dart), ULPS);
    }
  }

  @Test
  void forestsAndGivenBaseScoresAreRead() throws Exception {
    Map<String, Object> forest = Map.of("num_parallel_tree", 3, "base_score", 0.3);
    for (long seed = 0; seed < MODELS; seed++) {
      assertClose(oracle("reg:squarederror", seed, forest), 0);
      assertClose(oracle("binary:logistic", seed, forest), ULPS);
    }
  }

  /// From 3.1 the base score is written as a list; this library cannot read that, so its own
  /// answers to the older form are the truth.
  @Test
  void theNewerFormOfTheBaseScoreGivesTheSameAnswers() throws Exception {
    for (String objective : List.of("reg:squarederror", "binary:logistic", "multi:softprob")) {
      Case model = oracle(objective, 3, Map.of());
      String text = new String(model.json(), StandardCharsets.UTF_8);
      JsonNode parameters = Json.parse(model.json(), "model").at("/learner/learner_model_param");
      String score = parameters.path("base_score").asString();
      String list =
          objective.startsWith("multi")
              ? "[" + score + "," + score + "," + score + "]"
              : "[" + score + "]";
      byte[] newer =
          text.replace("\"base_score\":\"" + score + "\"", "\"base_score\":\"" + list + "\"")
              .getBytes(StandardCharsets.UTF_8);

      assertThat(newer).isNotEqualTo(model.json());
      assertClose(
          new Case(objective, newer, model.width(), model.rows(), model.expected()),
          objective.startsWith("reg") ? 0 : ULPS);
    }
  }

  @Test
  void infinitiesGoAsTheLargestNumbersDo() throws Exception {
    Case model = oracle("reg:squarederror", 5, Map.of());
    TreeModel engine = TreeModel.readXgboostJson(model.json(), "model");
    double[] infinite = new double[1];
    double[] largest = new double[1];
    for (float[] row : model.rows()) {
      for (int column = 0; column < model.width(); column++) {
        for (int sign = -1; sign <= 1; sign += 2) {
          float[] changed = row.clone();
          changed[column] = sign * Float.POSITIVE_INFINITY;
          engine.predict(changed, 0, infinite);
          changed[column] = sign * Float.MAX_VALUE;
          engine.predict(changed, 0, largest);
          assertThat(infinite).isEqualTo(largest);
        }
      }
    }
  }

  @Test
  void leavesOfSeveralValuesAreRefused() throws Exception {
    Map<String, Object> vector = Map.of("multi_strategy", "multi_output_tree");
    FeatureMatrix rows = Synthetic.rows(Synthetic.generator(1), 100, 3, 3, 0);
    byte[] json = train("multi:softprob", rows, vector, 2, 2);

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> TreeModel.readXgboostJson(json, "model"))
        .hasMessageContaining("leaves of several values");
  }

  private static void assertClose(Case model, int ulps) {
    TreeModel engine = TreeModel.readXgboostJson(model.json(), "model");
    double[] outputs = new double[engine.outputs()];
    for (int row = 0; row < model.rows().size(); row++) {
      engine.predict(model.rows().get(row), 0, outputs);
      float[] expected = model.expected()[row];
      int first = outputs.length - expected.length;
      for (int index = 0; index < expected.length; index++) {
        assertThat(Math.abs(outputs[first + index] - expected[index]))
            .as("%s, row %d: %s", model.name(), row, Arrays.toString(model.rows().get(row)))
            .isLessThanOrEqualTo(ulps * (double) Math.ulp(expected[index]));
      }
    }
  }

  private static Case oracle(String objective, long seed, Map<String, Object> more)
      throws Exception {
    RandomGenerator random = Synthetic.generator(seed);
    int width = random.nextInt(2, 9);
    int classes = objective.startsWith("multi") ? 3 : objective.startsWith("binary") ? 2 : 0;
    FeatureMatrix rows =
        Synthetic.rows(random, random.nextInt(50, 400), width, classes, random.nextDouble(0.5));
    if (!objective.startsWith("reg:s") && !objective.startsWith("reg:a") && classes == 0) {
      for (int row = 0; row < rows.rows(); row++) {
        rows.labels()[row] = 1 + Math.abs(rows.labels()[row]) / 500;
      }
    }
    byte[] json = train(objective, rows, more, random.nextInt(1, 40), random.nextInt(1, 9));
    List<float[]> asked = asked(random, json, width);
    String name = objective + " " + more + ", seed " + seed;
    return new Case(name, json, width, asked, predict(json, asked, width));
  }

  private static byte[] train(
      String objective, FeatureMatrix rows, Map<String, Object> more, int trees, int depth)
      throws Exception {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("objective", objective);
    settings.put("nthread", 1);
    settings.put("verbosity", 0);
    settings.put("max_depth", depth);
    settings.put("tree_method", "hist");
    settings.put("seed", trees);
    settings.put("subsample", 0.9);
    if (objective.startsWith("multi")) {
      settings.put("num_class", 3);
    }
    DMatrix matrix = NativeMatrix.of(rows);
    Booster booster = XGBoost.train(matrix, settings, trees, Map.of(), null, null);
    byte[] json = booster.toByteArray("json");
    booster.dispose();
    matrix.dispose();
    return json;
  }

  /// Random rows, and rows on each threshold, its neighbours, zeros of both signs and nothing.
  static List<float[]> asked(RandomGenerator random, byte[] json, int width) {
    List<float[]> asked = new ArrayList<>();
    float[] base = Synthetic.rows(random, 1, width, 0, 0.3).values();
    for (JsonNode tree :
        Json.parse(json, "m").at("/learner/gradient_booster").findValues("trees")) {
      for (JsonNode each : tree) {
        for (int node = 0; node < each.path("split_indices").size(); node++) {
          if (each.path("left_children").get(node).asInt() >= 0 && asked.size() < ROWS_MAX) {
            float threshold = (float) each.path("split_conditions").get(node).asDouble();
            int column = each.path("split_indices").get(node).asInt();
            base = Synthetic.rows(random, 1, width, 0, 0.3).values();
            asked.add(with(base, column, threshold));
            asked.add(with(base, column, Math.nextUp(threshold)));
            asked.add(with(base, column, Math.nextDown(threshold)));
          }
        }
      }
    }
    for (int column = 0; column < width; column++) {
      for (float odd :
          new float[] {
            0f, -0f, Float.NaN, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE
          }) {
        asked.add(with(base, column, odd));
      }
    }
    for (int row = 0; row < 300; row++) {
      asked.add(Synthetic.rows(random, 1, width, 0, 0.3).values());
    }
    return asked;
  }

  private static float[] with(float[] row, int column, float value) {
    float[] changed = row.clone();
    changed[column] = value;
    return changed;
  }

  private static float[][] predict(byte[] json, List<float[]> rows, int width) throws Exception {
    float[] values = new float[rows.size() * width];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, values, row * width, width);
    }
    DMatrix matrix = new DMatrix(values, rows.size(), width, Float.NaN);
    Booster booster = XGBoost.loadModel(json);
    booster.setParam("nthread", 1);
    float[][] predictions = booster.predict(matrix);
    booster.dispose();
    matrix.dispose();
    return predictions;
  }
}
