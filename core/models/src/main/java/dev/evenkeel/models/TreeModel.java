package dev.evenkeel.models;

import dev.evenkeel.models.trees.Ensemble;
import dev.evenkeel.models.trees.LightgbmReader;
import dev.evenkeel.models.trees.TreeInput;
import dev.evenkeel.models.trees.XgboostReader;
import java.util.List;
import java.util.Optional;

/// A tree ensemble of XGBoost or LightGBM, walked in pure Java with the library's own bits. Safe
/// for many threads at once.
public final class TreeModel implements Predictor {
  private final Ensemble ensemble;
  private final List<String> featureNames;

  private TreeModel(Ensemble ensemble) {
    this.ensemble = ensemble;
    List<String> names = ensemble.inputs().stream().map(TreeInput::name).toList();
    this.featureNames = names.stream().allMatch(String::isEmpty) ? List.of() : names;
  }

  /// Reads a model of one of the formats of [TreesRuntime]; a hostile or broken file is a problem.
  public static TreeModel read(ModelFile file) {
    return new TreeModel(
        switch (file.format()) {
          case ModelDescription.XGBOOST_JSON -> XgboostReader.readJson(file.bytes(), file.where());
          case ModelDescription.XGBOOST_UBJ -> XgboostReader.readUbj(file.bytes(), file.where());
          case ModelDescription.LIGHTGBM_TEXT -> LightgbmReader.read(file.bytes(), file.where());
          default -> throw TreesRuntime.unknown(file);
        });
  }

  /// Reads XGBoost's own JSON.
  ///
  /// @param where the file's name in messages
  public static TreeModel readXgboostJson(byte[] json, String where) {
    return read(new ModelFile(ModelDescription.XGBOOST_JSON, json, where));
  }

  @Override
  public int inputs() {
    return ensemble.inputs().size();
  }

  @Override
  public int outputs() {
    return ensemble.outputs();
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  /// What the file says of each input, in their order.
  List<TreeInput> describedInputs() {
    return ensemble.inputs();
  }

  /// Whether it predicts a number and not classes.
  public boolean isQuantity() {
    return ensemble.isQuantity();
  }

  /// A number for each input that its training data may well have had; NaN where none is known.
  double[] typical() {
    return ensemble.typical();
  }

  /// Bytes that it takes.
  long memoryBytes() {
    return ensemble.memoryBytes();
  }

  @Override
  public void predict(float[] row, int offset, double[] outputs) {
    ensemble.predict(row, offset, outputs);
  }

  @Override
  public boolean readsDoubles() {
    return ensemble.readsDoubles();
  }

  @Override
  public void predict(double[] inputs, int offset, double[] outputs) {
    ensemble.predict(inputs, offset, outputs);
  }

  @Override
  public void predictAll(float[] inputs, int rows, double[] outputs) {
    ensemble.predictAll(inputs, rows, outputs);
  }

  @Override
  public Optional<Explainer> explainer() {
    return ensemble.isExplainable() ? Optional.of(new TreeExplainer(ensemble)) : Optional.empty();
  }

  private record TreeExplainer(Ensemble ensemble) implements Explainer {
    @Override
    public int margins() {
      return ensemble.margins();
    }

    @Override
    public void margins(float[] row, int offset, double[] margins) {
      ensemble.margins(row, offset, margins);
    }

    @Override
    public void explain(float[] row, int offset, double[] contributions) {
      ensemble.explain(row, offset, contributions);
    }
  }
}
