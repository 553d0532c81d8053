package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What can be computed by hand; the comparison with XGBoost itself stands in `training`, the room
/// that has its library.
class XgboostJsonTest {
  private static final Offset<Double> FLOAT = within(1e-6);

  private static double value(float x, float y) {
    return XgboostJson.outputs(XgboostJson.TEXT, x, y)[0];
  }

  @Test
  void lessThanTheThresholdGoesLeftAndMissingByItsFlag() {
    assertThat(value(0, 0)).isEqualTo(4.375);
    assertThat(value(0, 2)).isEqualTo(5.5);
    assertThat(value(0.5f, 0)).isEqualTo(4.75);
    assertThat(value(Math.nextDown(0.5f), 0)).isEqualTo(4.375);
    assertThat(value(Float.NaN, Float.NaN)).isEqualTo(5.5);
    assertThat(value(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY)).isEqualTo(5.5);
    assertThat(value(Float.POSITIVE_INFINITY, 0)).isEqualTo(4.75);
  }

  @Test
  void aRowMayBeginAnywhere() {
    double[] outputs = new double[1];

    XgboostJson.read(XgboostJson.TEXT).predict(new float[] {9, 9, 9, 0, 2}, 3, outputs);

    assertThat(outputs[0]).isEqualTo(5.5);
  }

  @Test
  void logisticAnswersBothClasses() {
    // The margin of a base score of one half is zero, so 3.875 remains of 4.375.
    double[] outputs = XgboostJson.outputs(XgboostJson.logistic(), 0, 0);

    assertThat(outputs[1]).isCloseTo(1 / (1 + Math.exp(-3.875)), FLOAT);
    assertThat(outputs[0]).isEqualTo(1 - outputs[1]);
  }

  @Test
  void softmaxAddsEachTreeToItsClass() {
    double[] outputs = XgboostJson.outputs(XgboostJson.softmax(), 0, 0);
    double sum = Math.exp(-0.125) + Math.exp(0) + Math.exp(4);

    assertThat(outputs[0]).isCloseTo(Math.exp(-0.125) / sum, FLOAT);
    assertThat(outputs[1]).isCloseTo(1 / sum, FLOAT);
    assertThat(outputs[2]).isCloseTo(Math.exp(4) / sum, FLOAT);
  }

  @ParameterizedTest
  @CsvSource({"5E-1, 0.5", "[5E-1], 0.5", "2, 2", "[-1.5E0], -1.5"})
  void theBaseScoreIsANumberOrAList(String written, float base) {
    String json = XgboostJson.TEXT.replace("5E-1", written);

    assertThat(XgboostJson.outputs(json, 0, 0)[0]).isEqualTo(base - 0.125 + 4);
  }

  @Test
  void theBaseScoreIsInTheSpaceOfTheOutput() {
    String logistic = XgboostJson.logistic().replace("5E-1", "[2E-1]");
    String poisson =
        XgboostJson.TEXT.replace("reg:squarederror", "count:poisson").replace("5E-1", "3");
    String classes = XgboostJson.softmax().replace("5E-1", "[5E-1,1E0,-2E0]");

    assertThat(XgboostJson.outputs(logistic, 0, 0)[1])
        .isCloseTo(1 / (1 + Math.exp(-3.875 - Math.log(0.2 / 0.8))), FLOAT);
    assertThat(XgboostJson.outputs(poisson, 0, 0)[0]).isCloseTo(3 * Math.exp(3.875), within(1e-4));
    double sum = Math.exp(0.375) + Math.exp(1) + Math.exp(2);
    assertThat(XgboostJson.outputs(classes, 0, 0)[1]).isCloseTo(Math.exp(1) / sum, FLOAT);
  }

  @Test
  void dartWeighsItsTrees() {
    String dart =
        XgboostJson.TEXT
            .replace(
                "{\"name\": \"gbtree\", \"model\"",
                "{\"name\": \"dart\", \"weight_drop\": [0.5, 2.0],"
                    + " \"gbtree\": {\"name\": \"gbtree\", \"model\"")
            .replace("\"split_type\": [0]}]}},", "\"split_type\": [0]}]}}},");

    assertThat(XgboostJson.outputs(dart, 0, 0)[0]).isEqualTo(0.5 - 0.0625 + 8);
  }

  @Test
  void namesAndSizesAreTheFiles() {
    TreeModel model = XgboostJson.read(XgboostJson.softmax());

    assertThat(model.featureNames()).containsExactly("x", "y");
    assertThat(model.inputs()).isEqualTo(2);
    assertThat(model.outputs()).isEqualTo(3);
    assertThat(XgboostJson.read(XgboostJson.logistic()).outputs()).isEqualTo(2);
    assertThat(XgboostJson.read(XgboostJson.TEXT.replace("[\"x\", \"y\"]", "[]")).featureNames())
        .isEmpty();
  }

  @Test
  void manyThreadsGetTheSameAnswers() {
    TreeModel model = XgboostJson.read(XgboostJson.softmax());
    double[] alone = XgboostJson.outputs(XgboostJson.softmax(), 0.1f, 3);

    long different =
        IntStream.range(0, 100_000)
            .parallel()
            .filter(call -> {
              double[] outputs = new double[3];
              model.predict(new float[] {0.1f, 3}, 0, outputs);
              return !java.util.Arrays.equals(outputs, alone);
            })
            .count();

    assertThat(different).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 3, -1, -1, -1] | [0, 3, -1, -1, -1] | circle",
        "[1, 3, -1, -1, -1] | [1, 1, -1, -1, -1] | circle",
        "[2, 4, -1, -1, -1] | [1, 4, -1, -1, -1] | circle",
        "[1, 3, -1, -1, -1] | [5, 3, -1, -1, -1] | left_children is `5`",
        "[1, 3, -1, -1, -1] | [-2, 3, -1, -1, -1] | left_children is `-2`",
        "[2, 4, -1, -1, -1] | [-1, 4, -1, -1, -1] | child -1 of a tree of 5 nodes",
        "[1, 3, -1, -1, -1] | [1, 3, -1, -1] | right_children is no list of 4",
        "[1, 3, -1, -1, -1] | [1.5, 3, -1, -1, -1] | left_children is `1.5`",
        "[1, 3, -1, -1, -1] | [99999999999, 3, -1, -1, -1] | left_children is `99999999999`",
        "[1, 3, -1, -1, -1] | {'a':1,'b':3,'c':-1,'d':-1,'e':-1} | left_children holds `an object`",
        "[2, 4, -1, -1, -1] | {'a':1,'b':3,'c':-1,'d':-1,'e':-1} | right_children holds `an object`",
        "[2, 4, -1, -1, -1] | [2, 4] | right_children is no list of 5",
        "[0, 1, 0, 0, 0] | [2, 1, 0, 0, 0] | split_indices is `2`",
        "[0, 1, 0, 0, 0] | [-1, 1, 0, 0, 0] | split_indices is `-1`",
        "[0.5, 2.0, 0.25, -0.125, 1.0] | [1e39, 2.0, 0.25, -0.125, 1.0] | split_conditions holds",
        "[0.5, 2.0, 0.25, -0.125, 1.0] | [0.5, 2.0, 1e999, -0.125, 1.0] | split_conditions holds",
        "[0.5, 2.0, 0.25, -0.125, 1.0] | [null, 2.0, 0.25, -0.125, 1.0] | split_conditions holds",
        "[0.5, 2.0, 0.25, -0.125, 1.0] | ['a', 2.0, 0.25, -0.125, 1.0] | split_conditions holds",
        "[0.5, 2.0, 0.25, -0.125, 1.0] | [0.5] | split_conditions is no list of 5",
        "'split_type': [0, 0, 0, 0, 0] | 'split_type': [0, 0] | split_type is no list of 5",
        "[1, 0, 0, 0, 0] | [1] | default_left is no list of 5",
        "[0.5, 2.0, 0.25, -0.125, 1.0] | [NaN, 2.0, 0.25, -0.125, 1.0] | split_conditions holds `NaN`",
        "[0.5, 2.0, 0.25, -0.125, 1.0] | [0.5, 2.0, Infinity, -0.125, 1.0] | split_conditions holds `Infinity` at a leaf",
        "'size_leaf_vector': '1' | 'size_leaf_vector': '3' | leaves of several values",
        "'num_target': '1' | 'num_target': '2' | several targets",
        "'tree_info': [0, 0] | 'tree_info': [0, 1] | tree_info is `1`",
        "'tree_info': [0, 0] | 'tree_info': [0] | tree_info is no list of 2",
        "'tree_info': [0, 0] | 'tree_info': {'a': 0, 'b': 0} | tree_info holds `an object`",
        "'num_feature': '2' | 'num_feature': '0' | num_feature is `0`",
        "'num_feature': '2' | 'num_feature': '2000000000' | num_feature is `2000000000`",
        "'num_feature': '2' | 'num_feature': '3' | 2 feature names",
        "'num_class': '0' | 'num_class': '-1' | num_class is `-1`",
        "'num_class': '0' | 'num_class': [0] | num_class is ``",
        "'5E-1' | 'half' | base_score `half`",
        "'5E-1' | '[1,2]' | base_score of 2 values",
        "'5E-1' | '1E99' | base_score `1E99`",
        "reg:squarederror | rank:best | objective `rank:best`",
        "'gbtree' | 'gblinear' | booster `gblinear`",
        "'learner' | 'leaner' | num_feature is ``",
        "'trees': | 'tries': | no list of trees",
      })
  void aBrokenFileIsRefusedWithWhatIsWrong(String right, String wrong, String what) {
    String json = XgboostJson.TEXT.replace(quoted(right), quoted(wrong));

    Problem problem = Problems.of(() -> XgboostJson.read(json));

    assertThat(json).isNotEqualTo(XgboostJson.TEXT);
    assertThat(problem.kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(problem.what()).contains(what);
    assertThat(problem.where()).startsWith("model.json");
  }

  @Test
  void aFileThatIsNoJsonIsMalformed() {
    String json = XgboostJson.TEXT.replace("[0.5, 2.0, 0.25,", "[half, 2.0, 0.25,");

    Problem problem = Problems.of(() -> XgboostJson.read(json));

    assertThat(json).isNotEqualTo(XgboostJson.TEXT);
    assertThat(problem.kind()).isEqualTo(Problem.Kind.MALFORMED);
    assertThat(problem.where()).startsWith("model.json");
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void aLogisticBaseScoreMustBeAProbability() {
    for (String score : new String[] {"0", "1", "1.5", "-1", "NaN"}) {
      String json = XgboostJson.logistic().replace("5E-1", score);

      assertThat(Problems.of(() -> XgboostJson.read(json)).what())
          .contains("base_score `%s`".formatted(score));
    }
  }

  @Test
  void aTreeAsDeepAsAFileCanMakeItIsRefused() {
    int depth = 5_000;
    StringBuilder left = new StringBuilder();
    StringBuilder right = new StringBuilder();
    for (int node = 0; node < depth; node++) {
      left.append(2 * node + 1).append(",-1,");
      right.append(2 * node + 2).append(",-1,");
    }
    // Node 2n + 2 splits again; XGBoost numbers otherwise, but a foreign file may do this.
    String json =
        XgboostJson.TEXT
            .replace("[1, 3, -1, -1, -1]", "[" + left + "-1]")
            .replace("[2, 4, -1, -1, -1]", "[" + right + "-1]")
            .replace("[0, 1, 0, 0, 0]", zeros(2 * depth + 1))
            .replace("[0.5, 2.0, 0.25, -0.125, 1.0]", zeros(2 * depth + 1))
            .replace("[1, 0, 0, 0, 0]", zeros(2 * depth + 1))
            .replace("[0, 0, 0, 0, 0]", zeros(2 * depth + 1));

    assertThat(Problems.of(() -> XgboostJson.read(json)).what()).contains("deeper than 1000");
  }

  private static String zeros(int count) {
    return "[" + "0,".repeat(count - 1) + "0]";
  }

  @Test
  void anyChangedByteIsReadOrRefusedAsAProblem() {
    byte[] valid = XgboostJson.softmax().getBytes(StandardCharsets.UTF_8);
    String letters = "0123456789-.eE[]{}\",:xnt \u0000";
    Seeds.each(
        10_000,
        random -> {
          byte[] changed = valid.clone();
          for (int change = random.nextInt(3); change >= 0; change--) {
            changed[random.nextInt(changed.length)] =
                (byte) letters.charAt(random.nextInt(letters.length()));
          }
          try {
            TreeModel model = TreeModel.readXgboostJson(changed, "model.json");
            model.predict(new float[model.inputs()], 0, new double[model.outputs()]);
          } catch (ProblemException e) {
            assertThat(e.problem().kind()).isIn(Problem.Kind.INPUT, Problem.Kind.MALFORMED);
          }
        });
  }
}
