package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// Trains gradient-boosted trees by the native library; what it answers is served by
/// [dev.evenkeel.models.TreeModel].
final class XgboostTrainer {
  private static final String UNNAMED = "\"feature_names\":[]";

  private XgboostTrainer() {}

  /// The same arguments give the same bytes on the same machine.
  ///
  /// @param classes 0 for a quantity
  static byte[] train(
      FeatureMatrix rows,
      TrainingParameters parameters,
      int classes,
      List<String> columns,
      long seed) {
    Map<String, Object> settings = settings(parameters, classes, seed);
    try {
      DMatrix matrix = NativeMatrix.of(rows);
      try {
        Booster booster = XGBoost.train(matrix, settings, parameters.trees(), Map.of(), null, null);
        try {
          return named(booster.toByteArray("json"), columns);
        } finally {
          booster.dispose();
        }
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new IllegalStateException("Cannot train trees", e);
    }
  }

  static Map<String, Object> settings(TrainingParameters parameters, int classes, long seed) {
    Map<String, Object> settings = objective(classes);
    settings.put("max_depth", parameters.depth());
    settings.put("eta", parameters.learningRate());
    settings.put("subsample", parameters.rowShare());
    settings.put("colsample_bytree", parameters.columnShare());
    settings.put("min_child_weight", parameters.minChildWeight());
    settings.put("lambda", parameters.lambda());
    settings.put("tree_method", "hist");
    settings.put("seed", seed);
    return settings;
  }

  /// Handed through the library, a name with an emoji comes back as broken UTF-8; so the file gets
  /// the names here.
  private static byte[] named(byte[] json, List<String> columns) {
    String text = new String(json, StandardCharsets.UTF_8);
    int at = text.indexOf(UNNAMED);
    if (at < 0) {
      throw new IllegalStateException("Cannot name the columns: the file has no " + UNNAMED);
    }
    return (text.substring(0, at)
            + UNNAMED.replace("[]", Json.text(columns))
            + text.substring(at + UNNAMED.length()))
        .getBytes(StandardCharsets.UTF_8);
  }

  static Map<String, Object> objective(int classes) {
    Map<String, Object> settings = new HashMap<>();
    // Two threads are slower than one on small data, and sum in another order.
    settings.put("nthread", 1);
    settings.put("verbosity", 0);
    if (classes == 0) {
      settings.put("objective", "reg:squarederror");
    } else if (classes == 2) {
      settings.put("objective", "binary:logistic");
    } else {
      settings.put("objective", "multi:softprob");
      settings.put("num_class", classes);
    }
    return settings;
  }
}
