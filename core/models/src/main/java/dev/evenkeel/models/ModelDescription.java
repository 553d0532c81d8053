package dev.evenkeel.models;

import java.util.List;

/// What a model version keeps of its project, enough to serve it without the project.
///
/// @param format of the artifact, one of the constants
public record ModelDescription(
    Signature signature, List<Feature> features, Target target, String format) {
  /// XGBoost's own JSON.
  public static final String XGBOOST_JSON = "xgboost-json";

  /// XGBoost's own universal binary JSON.
  public static final String XGBOOST_UBJ = "xgboost-ubj";

  /// LightGBM's own text.
  public static final String LIGHTGBM_TEXT = "lightgbm-text";

  /// One ONNX file.
  public static final String ONNX = "onnx";

  /// The folder that MLflow logs, as a ZIP.
  public static final String MLFLOW_ZIP = "mlflow-zip";

  /// No model: files that a client registered, and nothing could load.
  public static final String NONE = "none";

  public ModelDescription {
    features = List.copyOf(features);
  }
}
