package dev.evenkeel.benchmarks;

import dev.evenkeel.base.Json;
import tools.jackson.databind.JsonNode;

/// The walk that one writes first: arrays as XGBoost's JSON has them, one tree after the other.
final class ArrayWalk {
  private final int[][] left;
  private final int[][] right;
  private final int[][] feature;
  private final float[][] threshold;
  private final boolean[][] missingLeft;
  private final float base;

  ArrayWalk(byte[] json) {
    JsonNode learner = Json.parse(json, "model.json").path("learner");
    JsonNode trees = learner.at("/gradient_booster/model/trees");
    left = new int[trees.size()][];
    right = new int[trees.size()][];
    feature = new int[trees.size()][];
    threshold = new float[trees.size()][];
    missingLeft = new boolean[trees.size()][];
    for (int tree = 0; tree < trees.size(); tree++) {
      read(trees.get(tree), tree);
    }
    double score = Double.parseDouble(learner.at("/learner_model_param/base_score").asString());
    base = (float) -Math.log(1 / score - 1);
  }

  private void read(JsonNode source, int tree) {
    int nodes = source.path("left_children").size();
    left[tree] = new int[nodes];
    right[tree] = new int[nodes];
    feature[tree] = new int[nodes];
    threshold[tree] = new float[nodes];
    missingLeft[tree] = new boolean[nodes];
    for (int node = 0; node < nodes; node++) {
      left[tree][node] = source.path("left_children").get(node).asInt();
      right[tree][node] = source.path("right_children").get(node).asInt();
      feature[tree][node] = source.path("split_indices").get(node).asInt();
      threshold[tree][node] = (float) source.path("split_conditions").get(node).asDouble();
      missingLeft[tree][node] = source.path("default_left").get(node).asInt() != 0;
    }
  }

  float predict(float[] rows, int offset) {
    float sum = base;
    for (int tree = 0; tree < left.length; tree++) {
      int node = 0;
      while (left[tree][node] >= 0) {
        float value = rows[offset + feature[tree][node]];
        boolean goesLeft =
            Float.isNaN(value) ? missingLeft[tree][node] : value < threshold[tree][node];
        node = goesLeft ? left[tree][node] : right[tree][node];
      }
      sum += threshold[tree][node];
    }
    return (float) (1 / (1 + Math.exp(-sum)));
  }
}
