package dev.evenkeel.models;

import java.util.List;

/// What a model version keeps of its project, enough to serve it without the project.
///
/// @param format of the artifact: `xgboost-json`
public record ModelDescription(
    Signature signature, List<Feature> features, Target target, String format) {
  /// XGBoost's own JSON.
  public static final String XGBOOST_JSON = "xgboost-json";

  public ModelDescription {
    features = List.copyOf(features);
  }
}
