package dev.evenkeel.models;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a model version keeps of its project, enough to serve it without the project.
///
/// @param format of the artifact, one of the constants
/// @param contract under which it was made; empty when nobody said
public record ModelDescription(
    Signature signature,
    List<Feature> features,
    Target target,
    String format,
    Optional<ContractPin> contract) {
  /// XGBoost's own JSON.
  public static final String XGBOOST_JSON = "xgboost-json";

  /// XGBoost's own universal binary JSON.
  public static final String XGBOOST_UBJ = "xgboost-ubj";

  /// LightGBM's own text.
  public static final String LIGHTGBM_TEXT = "lightgbm-text";

  /// Our own JSON of a linear model.
  public static final String LINEAR_JSON = "linear-json";

  /// One ONNX file.
  public static final String ONNX = "onnx";

  /// The folder that MLflow logs, as a ZIP.
  public static final String MLFLOW_ZIP = "mlflow-zip";

  /// No model: files that a client registered, and nothing could load.
  public static final String NONE = "none";

  public ModelDescription {
    features = List.copyOf(features);
    // Descriptions that were stored before it was kept have none.
    contract = Objects.requireNonNullElse(contract, Optional.empty());
  }

  /// Of a model of which nobody said under what contract it was made.
  public ModelDescription(
      Signature signature, List<Feature> features, Target target, String format) {
    this(signature, features, target, format, Optional.empty());
  }

  /// The same, made under a contract.
  public ModelDescription under(ContractPin pin) {
    return new ModelDescription(signature, features, target, format, Optional.of(pin));
  }

  /// The same with other words for its answers.
  public ModelDescription withTarget(Target other) {
    return new ModelDescription(signature, features, other, format, contract);
  }

  /// The same of another format.
  public ModelDescription withFormat(String other) {
    return new ModelDescription(signature, features, target, other, contract);
  }
}
