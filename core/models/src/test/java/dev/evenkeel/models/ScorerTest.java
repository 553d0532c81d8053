package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScorerTest {
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              Property.of("a", LogicalType.NUMBER, true),
              Property.of("wall", LogicalType.STRING, true)));
  private static final Target CLASSES =
      new Target.Classes("band", Duration.ZERO, List.of("entry", "mid", "premium"));

  private static ModelDescription description(Target target, Feature... features) {
    return new ModelDescription(
        SIGNATURE, List.of(features), target, ModelDescription.XGBOOST_JSON);
  }

  private static Scorer scorer(Target target, String json, Feature... features) {
    return Scorer.of(description(target, features), json.getBytes(StandardCharsets.UTF_8));
  }

  private static Frame frame(double[] a, @Nullable String... wall) {
    return new Frame(a.length, Map.of("a", new Frame.Numbers(a), "wall", new Frame.Texts(wall)));
  }

  @Test
  void answersInTheWordsOfTheTarget() {
    Scorer scorer =
        scorer(CLASSES, XgboostJson.softmax(), new Feature("x", "a"), new Feature("y", "a * 4"));

    Prediction prediction = scorer.score(frame(new double[] {0}, "wood"), 0);

    assertThat(prediction.label()).isEqualTo("premium");
    assertThat(prediction.labelIndex()).isEqualTo(2);
    assertThat(prediction.probability()).isEqualTo(prediction.probabilities()[2]);
    assertThat(prediction.probabilities())
        .containsExactly(XgboostJson.outputs(XgboostJson.softmax(), 0, 0));
    assertThat(prediction.value()).isNaN();
    assertThat(prediction.warnings()).isEmpty();
    assertThat(scorer.fields()).containsExactly("a");
  }

  @Test
  void aQuantityIsAValueWithoutLabel() {
    Scorer scorer =
        scorer(
            new Target.Quantity("price", Duration.ZERO),
            XgboostJson.TEXT,
            new Feature("x", "a"),
            new Feature("y", "a"));

    Prediction prediction = scorer.score(frame(new double[] {0}, "wood"), 0);

    assertThat(prediction.value()).isEqualTo(4.375);
    assertThat(prediction.label()).isEmpty();
    assertThat(prediction.probabilities()).isEmpty();
  }

  @Test
  void aModelThatReadsDoublesIsHandedThemUnrounded() {
    // As floats, both seconds are 1,750,000,000 and fall on one side of the threshold.
    String lightgbm =
        """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=0
        objective=regression
        feature_names=x
        feature_infos=[0:2000000000]

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=0
        split_gain=1
        threshold=1750000000.5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=1 2
        leaf_weight=1 1
        leaf_count=1 1
        internal_value=0
        internal_weight=0
        internal_count=2
        is_linear=0
        shrinkage=1


        end of trees
        """;
    ModelDescription description =
        new ModelDescription(
            SIGNATURE,
            List.of(new Feature("x", "a")),
            new Target.Quantity("price", Duration.ZERO),
            ModelDescription.LIGHTGBM_TEXT);
    Scorer scorer = Scorer.of(description, lightgbm.getBytes(StandardCharsets.UTF_8));
    Frame frame = frame(new double[] {1_750_000_000, 1_750_000_001}, "wood", "wood");

    assertThat(scorer.score(frame)).extracting(Prediction::value).containsExactly(1.0, 2.0);
    assertThat(scorer.score(frame, 0).value()).isEqualTo(1.0);
    assertThat(scorer.score(frame, 1).value()).isEqualTo(2.0);
  }

  @Test
  void anUnseenLevelIsAnsweredWithAWarning() {
    String json = XgboostJson.softmax().replace("[\"x\", \"y\"]", "[\"x\", \"wall=brick\"]");
    Scorer scorer =
        scorer(CLASSES, json, new Feature("x", "a"), new Feature("wall", "one_hot(wall, 'brick')"));

    List<Prediction> predictions = scorer.score(frame(new double[] {0, 0}, "brick", "glass"));

    assertThat(predictions.get(0).warnings()).isEmpty();
    assertThat(predictions.get(1).warnings())
        .containsExactly("wall: `glass` was not seen in training; treated as unknown");
  }

  @Test
  void rowsOfABatchAndAloneAreEqualToTheLastBit() {
    Scorer scorer =
        scorer(
            CLASSES,
            XgboostJson.softmax(),
            new Feature("x", "log(a) / 3"),
            new Feature("y", "a * a"));
    double[] values = Seeds.generator(1).doubles(500, -1, 3).toArray();

    List<Prediction> batch = scorer.score(frame(values, new @Nullable String[500]));

    for (int row = 0; row < values.length; row++) {
      Prediction alone =
          scorer.score(frame(new double[] {values[row]}, new @Nullable String[1]), 0);
      assertThat(alone.probabilities()).containsExactly(batch.get(row).probabilities());
      assertThat(alone.label()).isEqualTo(batch.get(row).label());
    }
  }

  @Test
  void aModelOfOtherColumnsIsRefusedAndNotAnsweredWrongly() {
    Problem swapped =
        Problems.of(() ->
            scorer(CLASSES, XgboostJson.softmax(), new Feature("y", "a"), new Feature("x", "a")));
    Problem narrower =
        Problems.of(() -> scorer(CLASSES, XgboostJson.softmax(), new Feature("x", "a")));
    Problem fewer =
        Problems.of(() ->
            scorer(CLASSES, XgboostJson.logistic(), new Feature("x", "a"), new Feature("y", "a")));

    assertThat(swapped.what()).contains("trained on other columns");
    assertThat(swapped.expected()).isEqualTo("x, y");
    assertThat(swapped.remedy()).contains("y, x");
    assertThat(narrower.what()).isEqualTo("the model takes 2 numbers");
    assertThat(narrower.expected()).isEqualTo("1 from the features");
    assertThat(fewer.what()).isEqualTo("the model gives 2 numbers");
    assertThat(fewer.expected()).isEqualTo("3 for the target");
  }

  @Test
  void aModelWithoutNamesGoesByPosition() {
    String json = XgboostJson.softmax().replace("[\"x\", \"y\"]", "[]");

    assertThat(scorer(CLASSES, json, new Feature("p", "a"), new Feature("q", "a")).fields())
        .containsExactly("a");
  }

  @Test
  void anUnknownFormatIsRefused() {
    ModelDescription description =
        new ModelDescription(SIGNATURE, List.of(new Feature("x", "a")), CLASSES, "pickle");

    assertThat(Problems.of(() -> Scorer.of(description, new byte[0])).what())
        .isEqualTo("models of format `pickle` cannot be loaded");
  }
}
