package dev.evenkeel.runtimes.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.runtimes.formats.Kinds;
import dev.evenkeel.runtimes.onnx.OnnxRuntime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Folders that MLflow logged. What was saved in a format of its own by XGBoost, LightGBM or ONNX
/// runs natively; everything else goes to whoever runs Python.
public final class MlflowRuntime implements ModelRuntime {
  private static final List<String> NATIVE = List.of("onnx", "xgboost", "lightgbm");
  private static final byte[] LIGHTGBM = "tree".getBytes(StandardCharsets.UTF_8);

  private final TreesRuntime trees = new TreesRuntime();
  private final OnnxRuntime onnx;
  private final Function<ModelFile, LoadedModel> otherwise;

  /// @param otherwise loads what only Python can, or refuses it
  public MlflowRuntime(OnnxRuntime onnx, Function<ModelFile, LoadedModel> otherwise) {
    this.onnx = onnx;
    this.otherwise = otherwise;
  }

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public Set<String> formats() {
    return Set.of(ModelDescription.MLFLOW_ZIP);
  }

  @Override
  public LoadedModel load(ModelFile file) {
    Recorded recorded = Recorded.read(file.bytes(), file.where());
    for (String flavor : NATIVE) {
      Optional<YamlMap> saved = recorded.flavors().optionalMap(flavor);
      if (saved.isPresent()) {
        Optional<LoadedModel> loaded = load(recorded, flavor, saved.get());
        if (loaded.isPresent()) {
          return loaded.get();
        }
      }
    }
    return otherwise.apply(file);
  }

  /// Whether a folder needs no Python.
  ///
  /// @param file of format [ModelDescription#MLFLOW_ZIP]
  public static boolean isNative(ModelFile file) {
    Recorded recorded = Recorded.read(file.bytes(), file.where());
    YamlMap flavors = recorded.flavors();
    return flavors.optionalMap("onnx").isPresent()
        || flavors.optionalMap("xgboost").isPresent()
        || flavors
            .optionalMap("lightgbm")
            .flatMap(saved -> saved.optionalText("data"))
            .flatMap(recorded::file)
            .filter(bytes -> startsWith(bytes, LIGHTGBM))
            .isPresent();
  }

  private Optional<LoadedModel> load(Recorded recorded, String flavor, YamlMap saved) {
    String data = saved.optionalText("data").orElse("model");
    byte[] bytes =
        recorded
            .file(data)
            .or(() -> recorded.file(data + "/model.onnx"))
            .orElseThrow(() ->
                Recorded.wrong(
                    "the file `%s` of the model is not in its folder"
                        .formatted(Names.abbreviate(data)),
                    recorded.where() + ", MLmodel, /flavors/" + flavor + "/data",
                    "the folder as MLflow logged it"));
    // A wrapper of scikit-learn's kind is logged as a pickle.
    if (flavor.equals("lightgbm") && !startsWith(bytes, LIGHTGBM)) {
      return Optional.empty();
    }
    String where = recorded.where() + ", " + Names.abbreviate(data);
    String format = flavor.equals("onnx") ? ModelDescription.ONNX : Kinds.format(bytes, where);
    ModelFile file = new ModelFile(format, bytes, where);
    LoadedModel model =
        format.equals(ModelDescription.ONNX)
            ? onnx.load(file, beside(recorded, data))
            : trees.load(file);
    try {
      return Optional.of(LoggedModel.of(model, recorded));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private static Function<String, Optional<byte[]>> beside(Recorded recorded, String data) {
    String graph = recorded.file(data).isPresent() ? data : data + "/model.onnx";
    String folder = graph.substring(0, graph.lastIndexOf('/') + 1);
    return name -> recorded.file(folder + (name.startsWith("./") ? name.substring(2) : name));
  }

  @Override
  public void close() {
    onnx.close();
  }
}
