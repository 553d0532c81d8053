package dev.evenkeel.models;

import java.nio.charset.StandardCharsets;

/// A small model as XGBoost writes it: two trees on two inputs.
final class XgboostJson {
  static final String TEXT =
      """
      {"learner": {
        "attributes": {},
        "feature_names": ["x", "y"],
        "feature_types": ["float", "float"],
        "gradient_booster": {"name": "gbtree", "model": {
          "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "2"},
          "iteration_indptr": [0, 1, 2],
          "tree_info": [0, 0],
          "trees": [
            {"id": 0, "tree_param": {"num_nodes": "5", "size_leaf_vector": "1"},
             "left_children": [1, 3, -1, -1, -1], "right_children": [2, 4, -1, -1, -1],
             "split_indices": [0, 1, 0, 0, 0], "split_conditions": [0.5, 2.0, 0.25, -0.125, 1.0],
             "default_left": [1, 0, 0, 0, 0], "split_type": [0, 0, 0, 0, 0]},
            {"id": 1, "tree_param": {"num_nodes": "1", "size_leaf_vector": "1"},
             "left_children": [-1], "right_children": [-1],
             "split_indices": [0], "split_conditions": [4.0],
             "default_left": [0], "split_type": [0]}]}},
        "learner_model_param":
          {"base_score": "5E-1", "num_class": "0", "num_feature": "2", "num_target": "1"},
        "objective": {"name": "reg:squarederror"}},
       "version": [3, 0, 4]}
      """;

  private XgboostJson() {}

  static TreeModel read(String json) {
    return TreeModel.readXgboostJson(json.getBytes(StandardCharsets.UTF_8), "model.json");
  }

  static String logistic() {
    return TEXT.replace("reg:squarederror", "binary:logistic");
  }

  static String softmax() {
    return TEXT.replace("reg:squarederror", "multi:softprob")
        .replace("\"num_class\": \"0\"", "\"num_class\": \"3\"")
        .replace("\"tree_info\": [0, 0]", "\"tree_info\": [0, 2]");
  }

  static double[] outputs(String json, float... row) {
    TreeModel model = read(json);
    double[] outputs = new double[model.outputs()];
    model.predict(row, 0, outputs);
    return outputs;
  }
}
