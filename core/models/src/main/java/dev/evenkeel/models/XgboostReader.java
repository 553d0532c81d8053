package dev.evenkeel.models;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.XgboostModel.Objective;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads XGBoost's JSON and trusts none of it: lengths, children, features and depth are checked
/// before anything walks the trees.
final class XgboostReader {
  private static final int NODES_MAX = 50_000_000;
  private static final int DEPTH_MAX = 1_000;
  private static final int INPUTS_MAX = 1_000_000;
  private static final int GROUPS_MAX = 10_000;

  private final String where;
  private final JsonNode learner;
  private final int inputs;
  private int[] feature = new int[1_024];
  private float[] threshold = new float[1_024];
  private int[] left = new int[1_024];
  private int[] right = new int[1_024];
  private boolean[] missingLeft = new boolean[1_024];
  private int nodes;

  XgboostReader(byte[] json, String where) {
    this.where = where;
    this.learner = Json.parse(json, where).path("learner");
    this.inputs =
        integer(learner.at("/learner_model_param/num_feature"), "num_feature", 1, INPUTS_MAX);
  }

  XgboostModel read() {
    String name = learner.at("/objective/name").asString("");
    Objective objective = objective(name);
    int classes = integer(learner.at("/learner_model_param/num_class"), "num_class", 0, GROUPS_MAX);
    if (isSeveral(learner.at("/learner_model_param/num_target"))) {
      throw broken("several targets at once", "a model for each target");
    }
    int groups = objective == Objective.SOFTMAX ? classes : 1;
    if (groups < 1) {
      throw broken("no classes", "num_class of at least 2");
    }
    Trees trees = trees(groups);
    return new XgboostModel(
        trees, objective, inputs, groups, baseMargins(objective, groups), names());
  }

  private Objective objective(String name) {
    return switch (name) {
      case "multi:softprob", "multi:softmax" -> Objective.SOFTMAX;
      case "binary:logistic" -> Objective.LOGISTIC;
      case "reg:squarederror",
          "reg:absoluteerror",
          "reg:pseudohubererror",
          "reg:squaredlogerror",
          "reg:quantileerror" ->
          Objective.IDENTITY;
      case "count:poisson", "reg:gamma", "reg:tweedie" -> Objective.EXPONENTIAL;
      default ->
          throw broken(
              "objective `%s`".formatted(Names.abbreviate(name)),
              "multi:softprob, multi:softmax, binary:logistic, reg:squarederror, reg:absoluteerror,"
                  + " reg:pseudohubererror, count:poisson, reg:gamma or reg:tweedie");
    };
  }

  private Trees trees(int groups) {
    JsonNode booster = learner.path("gradient_booster");
    String kind = booster.path("name").asString("");
    boolean dart = kind.equals("dart");
    JsonNode model = dart ? booster.at("/gbtree/model") : booster.path("model");
    if (!kind.equals("gbtree") && !dart) {
      throw broken("booster `%s`".formatted(Names.abbreviate(kind)), "gbtree or dart");
    }
    JsonNode list = model.path("trees");
    JsonNode info = array(model, "tree_info", list.size());
    JsonNode weights = dart ? array(booster, "weight_drop", list.size()) : info;
    if (!list.isArray()) {
      throw broken("no list of trees", "gradient_booster.model.trees");
    }
    int[] roots = new int[list.size()];
    int[] group = new int[list.size()];
    for (int tree = 0; tree < list.size(); tree++) {
      roots[tree] = nodes;
      group[tree] = integer(info.get(tree), "tree_info", 0, groups - 1);
      append(list.get(tree), dart ? number(weights.get(tree), "weight_drop") : 1);
    }
    return new Trees(
        roots,
        group,
        Arrays.copyOf(feature, nodes),
        Arrays.copyOf(threshold, nodes),
        Arrays.copyOf(left, nodes),
        Arrays.copyOf(right, nodes),
        Arrays.copyOf(missingLeft, nodes));
  }

  private void append(JsonNode tree, float weight) {
    int size = tree.path("left_children").size();
    JsonNode leftChildren = array(tree, "left_children", size);
    JsonNode rightChildren = array(tree, "right_children", size);
    JsonNode indices = array(tree, "split_indices", size);
    JsonNode conditions = array(tree, "split_conditions", size);
    JsonNode defaults = array(tree, "default_left", size);
    if (size == 0 || nodes + (long) size > NODES_MAX) {
      throw broken(
          "a tree of %d nodes".formatted(size), "1 to %d nodes in all".formatted(NODES_MAX));
    }
    if (isSeveral(tree.at("/tree_param/size_leaf_vector"))) {
      throw broken("leaves of several values", "multi_strategy one_output_per_tree");
    }
    for (JsonNode type : tree.path("split_type")) {
      if (type.asInt(0) != 0) {
        throw broken("splits on categories", "numeric splits; write one_hot features instead");
      }
    }
    int root = nodes;
    reserve(size);
    for (int node = 0; node < size; node++) {
      int leftChild = integer(leftChildren.get(node), "left_children", -1, size - 1);
      boolean leaf = leftChild == -1;
      int at = nodes++;
      float value = number(conditions.get(node), "split_conditions");
      feature[at] = leaf ? Trees.LEAF : integer(indices.get(node), "split_indices", 0, inputs - 1);
      threshold[at] = leaf ? value * weight : value;
      left[at] = leaf ? 0 : root + leftChild;
      right[at] = leaf ? 0 : root + integer(rightChildren.get(node), "right_children", 0, size - 1);
      missingLeft[at] = isTrue(defaults.get(node));
    }
    demandTree(root, size);
  }

  /// Each node is reached at most once, so a walk always ends.
  private void demandTree(int root, int size) {
    boolean[] reached = new boolean[size];
    Deque<int[]> open = new ArrayDeque<>();
    open.push(new int[] {root, 0});
    while (!open.isEmpty()) {
      int[] next = open.pop();
      int node = next[0];
      if (reached[node - root] || next[1] > DEPTH_MAX) {
        throw broken(
            "a tree whose nodes run in a circle or deeper than %d".formatted(DEPTH_MAX), "a tree");
      }
      reached[node - root] = true;
      if (feature[node] != Trees.LEAF) {
        open.push(new int[] {left[node], next[1] + 1});
        open.push(new int[] {right[node], next[1] + 1});
      }
    }
  }

  private void reserve(int size) {
    while (nodes + size > feature.length) {
      int longer = feature.length * 2;
      feature = Arrays.copyOf(feature, longer);
      threshold = Arrays.copyOf(threshold, longer);
      left = Arrays.copyOf(left, longer);
      right = Arrays.copyOf(right, longer);
      missingLeft = Arrays.copyOf(missingLeft, longer);
    }
  }

  /// The base score is stored as it comes out; the sums begin where it came from. Up to 3.0 one
  /// number in a string, from 3.1 a list in a string.
  private float[] baseMargins(Objective objective, int groups) {
    String written = learner.at("/learner_model_param/base_score").asString("0.5");
    String[] scores = written.replace("[", "").replace("]", "").split(",", -1);
    if (scores.length != 1 && scores.length != groups) {
      throw broken("base_score of %d values".formatted(scores.length), "1 or %d".formatted(groups));
    }
    float[] margins = new float[groups];
    for (int group = 0; group < groups; group++) {
      margins[group] = margin(objective, scores[scores.length == 1 ? 0 : group].strip());
    }
    return margins;
  }

  private float margin(Objective objective, String written) {
    try {
      float score = Float.parseFloat(written);
      float margin =
          switch (objective) {
            case IDENTITY, SOFTMAX -> score;
            case EXPONENTIAL -> (float) StrictMath.log(score);
            case LOGISTIC -> (float) -StrictMath.log(1.0f / score - 1.0f);
          };
      if (Float.isFinite(margin)) {
        return margin;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message.
    }
    throw broken(
        "base_score `%s`".formatted(Names.abbreviate(written)), "a number that fits the objective");
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    learner.path("feature_names").forEach(name -> names.add(name.asString("")));
    if (!names.isEmpty() && names.size() != inputs) {
      throw broken("%d feature names".formatted(names.size()), "%d".formatted(inputs));
    }
    return names;
  }

  private JsonNode array(JsonNode parent, String name, int size) {
    JsonNode array = parent.path(name);
    if (!array.isArray() || array.size() != size) {
      throw broken("%s is no list of %d".formatted(name, size), "lists of one length");
    }
    return array;
  }

  private float number(JsonNode node, String what) {
    float value = node.isNumber() ? (float) node.asDouble() : Float.NaN;
    if (!Float.isFinite(value)) {
      throw broken(
          "%s holds `%s`".formatted(what, Names.abbreviate(node.toString())), "finite floats");
    }
    return value;
  }

  private int integer(JsonNode node, String what, int least, int most) {
    String written = node.isValueNode() ? node.asString("") : "";
    try {
      int value = Integer.parseInt(written);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message.
    }
    throw broken(
        "%s is `%s`".formatted(what, Names.abbreviate(written)),
        String.format(Locale.ROOT, "a whole number from %d to %d", least, most));
  }

  private static boolean isSeveral(JsonNode count) {
    return !Set.of("0", "1").contains(count.asString("1"));
  }

  private static boolean isTrue(JsonNode flag) {
    return flag.isBoolean() ? flag.booleanValue() : flag.asInt(0) != 0;
  }

  private RuntimeException broken(String what, String expected) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a model that can be served: " + what,
            where,
            expected,
            "save the model again as XGBoost JSON: booster.save_model('model.json')")
        .asException();
  }
}
