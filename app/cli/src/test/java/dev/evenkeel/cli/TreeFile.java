package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Small XGBoost files: a stump on the first input for each class.
final class TreeFile {
  private TreeFile() {}

  /// @param classes 2 makes one tree of log-odds
  static String of(List<String> inputs, int classes) {
    int groups = classes == 2 ? 1 : classes;
    List<Object> trees = new ArrayList<>();
    List<Integer> info = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      trees.add(stump(group));
      info.add(group);
    }
    Map<String, Object> learner =
        Map.of(
            "attributes",
            Map.of(),
            "feature_names",
            inputs,
            "feature_types",
            inputs.stream().map(_ -> "float").toList(),
            "gradient_booster",
            Map.of(
                "name",
                "gbtree",
                "model",
                Map.of(
                    "gbtree_model_param",
                    Map.of("num_parallel_tree", "1", "num_trees", String.valueOf(groups)),
                    "tree_info",
                    info,
                    "trees",
                    trees)),
            "learner_model_param",
            Map.of(
                "base_score",
                "5E-1",
                "num_class",
                classes == 2 ? "0" : String.valueOf(classes),
                "num_feature",
                String.valueOf(inputs.size()),
                "num_target",
                "1"),
            "objective",
            Map.of("name", classes == 2 ? "binary:logistic" : "multi:softprob"));
    return Json.text(Map.of("learner", learner, "version", List.of(3, 0, 4)));
  }

  private static Map<String, Object> stump(int group) {
    return Map.of(
        "tree_param",
        Map.of("num_nodes", "3", "size_leaf_vector", "1"),
        "left_children",
        List.of(1, -1, -1),
        "right_children",
        List.of(2, -1, -1),
        "split_indices",
        List.of(0, 0, 0),
        "split_conditions",
        List.of(0.5, -1.0 - group, 1.0),
        "default_left",
        List.of(0, 0, 0),
        "split_type",
        List.of(0, 0, 0),
        "sum_hessian",
        List.of(2.0, 1.0, 1.0));
  }
}
