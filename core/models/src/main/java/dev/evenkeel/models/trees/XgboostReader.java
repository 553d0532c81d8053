package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Reads XGBoost's JSON and its binary form, and trusts none of it: lengths, children, features and
/// depth are checked before anything walks the trees.
public final class XgboostReader {
  private static final int INPUTS_MAX = 1_000_000;
  private static final int GROUPS_MAX = 10_000;

  private final Refusal refusal;
  private final Fields learner;
  private final int inputs;

  private XgboostReader(Value document, Refusal refusal) {
    this.refusal = refusal;
    this.learner = Fields.of(document, refusal).fields("learner");
    this.inputs = parameters().whole("num_feature", 1, INPUTS_MAX);
  }

  /// Reads a file; a hostile or broken one is a problem.
  ///
  /// @param where the file's name in messages
  public static Ensemble readJson(byte[] file, String where) {
    Refusal refusal =
        new Refusal(
            where, "save the model again as XGBoost JSON: booster.save_model('model.json')");
    demandObject(file, refusal);
    return new XgboostReader(JsonDocument.read(file, refusal), refusal).read();
  }

  /// The same for Universal Binary JSON.
  public static Ensemble readUbj(byte[] file, String where) {
    Refusal refusal = new Refusal(where, "save the model again: booster.save_model('model.ubj')");
    demandObject(file, refusal);
    return new XgboostReader(UbjDocument.read(file, refusal), refusal).read();
  }

  private static void demandObject(byte[] file, Refusal refusal) {
    String start =
        new String(file, 0, Math.min(4, file.length), java.nio.charset.StandardCharsets.ISO_8859_1);
    if (!start.stripLeading().startsWith("{")) {
      throw refusal.malformed(
          "neither JSON nor UBJSON; it may be XGBoost's old binary format",
          "a file that begins with `{`");
    }
  }

  private Fields parameters() {
    return learner.fields("learner_model_param");
  }

  private Ensemble read() {
    Fields booster = learner.fields("gradient_booster");
    String kind = booster.text("name");
    if (kind.equals("gblinear")) {
      throw refusal.of(
          "booster `gblinear`, which is no trees",
          "gbtree or dart",
          "train it with booster gbtree");
    }
    if (!kind.equals("gbtree") && !kind.equals("dart")) {
      throw refusal.of("booster `%s`".formatted(Names.abbreviate(kind)), "gbtree or dart");
    }
    XgboostObjective objective =
        XgboostObjective.of(learner.fields("objective").text("name"), refusal);
    int classes =
        parameters().has("num_class") ? parameters().whole("num_class", 0, GROUPS_MAX) : 0;
    if (!Set.of("", "0", "1").contains(parameters().text("num_target"))) {
      throw refusal.of(
          "several targets at once", "one target", "train and save a model for each target");
    }
    int groups = objective.link() == Link.FLOAT_SOFTMAX ? classes : 1;
    if (groups < 1) {
      throw refusal.of("no classes", "num_class of at least 2");
    }
    Fields model = (kind.equals("dart") ? booster.fields("gbtree") : booster).fields("model");
    return new Ensemble(
        trees(model, weights(booster, model), groups),
        objective.link(),
        true,
        inputs(model),
        baseMargins(objective, groups),
        1,
        1);
  }

  /// DART's weights, beside the trees up to 3.3 and among them from 3.4.
  private static double[] weights(Fields booster, Fields model) {
    return model.has("weight_drop") ? model.numbers("weight_drop") : booster.numbers("weight_drop");
  }

  private Trees trees(Fields model, double[] weights, int groups) {
    if (!model.has("trees")) {
      throw refusal.of("no list of trees", "gradient_booster.model.trees");
    }
    List<Fields> trees = model.objects("trees");
    int[] info = model.wholes("tree_info", trees.size(), 0, groups - 1);
    if (weights.length != 0 && weights.length != trees.size()) {
      throw refusal.of("weight_drop is no list of " + trees.size(), "lists of one length");
    }
    int count = served(model, trees.size(), groups);
    boolean hasCover = trees.stream().limit(count).allMatch(tree -> tree.has("sum_hessian"));
    TreesBuilder builder = new TreesBuilder(refusal, true, hasCover);
    for (int index = 0; index < count; index++) {
      Fields tree = trees.get(index);
      if (!Set.of("", "0", "1").contains(tree.fields("tree_param").text("size_leaf_vector"))) {
        throw refusal.of(
            "leaves of several values",
            "one value a leaf",
            "train it with multi_strategy='one_output_per_tree'");
      }
      double weight = weights.length == 0 ? 1 : weight(weights[index]);
      builder.add(new XgboostTree(tree, weight, inputs, refusal), info[index]);
    }
    return builder.build();
  }

  private double weight(double weight) {
    if (!Float.isFinite((float) weight)) {
      throw refusal.of("weight_drop holds `%s`".formatted(weight), "finite floats");
    }
    return weight;
  }

  /// Trees that answer. The wrappers of scikit-learn stop after the best iteration and mark the
  /// file as theirs; a plain booster uses all.
  private int served(Fields model, int trees, int groups) {
    Fields attributes = learner.fields("attributes");
    if (!attributes.has("scikit_learn") || !attributes.has("best_iteration")) {
      return trees;
    }
    int best = attributes.whole("best_iteration", 0, Integer.MAX_VALUE - 1);
    int[] starts = model.wholes("iteration_indptr", 0, trees);
    if (starts.length > 0) {
      return best + 1 < starts.length ? starts[best + 1] : trees;
    }
    Fields parameters = model.fields("gbtree_model_param");
    int parallel =
        parameters.has("num_parallel_tree")
            ? parameters.whole("num_parallel_tree", 0, Integer.MAX_VALUE)
            : 1;
    return (int) Math.min(trees, (best + 1L) * Math.max(1, parallel) * groups);
  }

  private List<TreeInput> inputs(Fields model) {
    List<String> names = learner.texts("feature_names");
    if (!names.isEmpty() && names.size() != inputs) {
      throw refusal.of("%d feature names".formatted(names.size()), "%d".formatted(inputs));
    }
    return XgboostInputs.of(
        inputs, names, learner.texts("feature_types"), model.fields("cats"), refusal);
  }

  /// The base score is stored as it comes out; the sums begin where it came from. Up to 3.0 one
  /// number in a string, from 3.1 a list in a string.
  private double[] baseMargins(XgboostObjective objective, int groups) {
    String written = parameters().has("base_score") ? parameters().text("base_score") : "0.5";
    String[] scores = written.replace("[", "").replace("]", "").split(",", -1);
    if (scores.length != 1 && scores.length != groups) {
      throw refusal.of(
          "base_score of %d values".formatted(scores.length), "1 or %d".formatted(groups));
    }
    double[] margins = new double[groups];
    Arrays.setAll(
        margins,
        group -> objective.margin(scores[scores.length == 1 ? 0 : group].strip(), refusal));
    return margins;
  }
}
