package dev.evenkeel.runtimes.formats;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.runtimes.onnx.OnnxRuntime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Tells what a file is by its content; names lie.
public final class Kinds {
  private static final int LOOKED_AT = 1 << 16;

  private static final String SKLEARN =
      "save it as ONNX: `skl2onnx.to_onnx(model, rows[:1], options={'zipmap': False})`; or log it"
          + " with `mlflow.sklearn.save_model(model, 'folder')` and give the folder";
  private static final String FORMATS =
      "XGBoost JSON or UBJ, LightGBM text, ONNX, or a folder logged by MLflow";

  private Kinds() {}

  /// The format of a model file, as [ModelDescription] calls it.
  ///
  /// @throws ProblemException of kind `INPUT` that says what the file is instead
  public static String format(byte[] bytes, String where) {
    String start =
        new String(bytes, 0, Math.min(bytes.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    if (start.isBlank()) {
      throw not("an empty file", where, "write the model again");
    }
    if (start.startsWith("PK\3\4") || start.startsWith("PK\5\6")) {
      return zip(bytes, where);
    }
    if (start.startsWith("tree\n") || start.startsWith("tree\r\n")) {
      return ModelDescription.LIGHTGBM_TEXT;
    }
    if (start.startsWith("{")) {
      return object(start, where);
    }
    if (OnnxRuntime.recognizes(bytes)) {
      return ModelDescription.ONNX;
    }
    throw other(start, where);
  }

  private static String object(String start, String where) {
    // After the brace UBJ has the type of the first key's length.
    boolean isBinary = start.length() > 1 && "LliIUu".indexOf(start.charAt(1)) >= 0;
    if (isBinary) {
      return ModelDescription.XGBOOST_UBJ;
    }
    if (start.contains("\"learner\"")) {
      return ModelDescription.XGBOOST_JSON;
    }
    if (start.contains("\"oblivious_trees\"") || start.contains("\"features_info\"")) {
      throw not(
          "CatBoost JSON",
          where,
          "save it as ONNX: `model.save_model('model.onnx', format='onnx')`");
    }
    if (start.contains("\"tree_info\"")) {
      throw not(
          "what LightGBM's `dump_model` writes, for people to look at",
          where,
          "write `booster.save_model('model.txt')`");
    }
    throw not("JSON, but no model of XGBoost", where, "write `booster.save_model('model.json')`");
  }

  private static String zip(byte[] bytes, String where) {
    List<String> names = FolderZip.open(bytes, where).names();
    if (names.contains("MLmodel")
        || names.stream().anyMatch(name -> name.matches("[^/]+/MLmodel"))) {
      return ModelDescription.MLFLOW_ZIP;
    }
    if (names.stream().anyMatch(name -> name.endsWith("data.pkl"))) {
      throw not(
          "a model of PyTorch",
          where,
          "save it as ONNX: `torch.onnx.export(model, row, 'model.onnx')`");
    }
    if (names.contains("model.weights.h5")) {
      throw not(
          "a model of Keras",
          where,
          "save it as ONNX: `model.export('model.onnx', format='onnx')`");
    }
    if (names.contains("schema.json")) {
      throw not("a file of skops", where, SKLEARN);
    }
    throw not(
        "a ZIP without the file `MLmodel`",
        where,
        "give the folder that MLflow logged, or the model's own file");
  }

  private static ProblemException other(String start, String where) {
    return known(start)
        .map(kind -> not(kind.name(), where, kind.remedy()))
        .orElseGet(() -> text(start, where));
  }

  private record Kind(String name, String remedy) {}

  private static Optional<Kind> known(String start) {
    if (start.charAt(0) == 0x80 && start.length() > 1 && start.charAt(1) <= 5) {
      return Optional.of(
          new Kind("a pickle (of pickle or joblib), which runs code when it is read", SKLEARN));
    }
    List<String> pressed =
        List.of(
            "\u001f\u008b", "\u00fd7zXZ", "BZh", "x\u009c", "x\u0001", "x^", "x\u00da", "]\0\0");
    if (pressed.stream().anyMatch(start::startsWith)) {
      return Optional.of(
          new Kind(
              "a compressed file, perhaps a pickle of joblib",
              "unpack it first; if it is a pickle, " + SKLEARN));
    }
    if (start.startsWith("binf") || start.startsWith("bs64") || oldXgboost(start)) {
      return Optional.of(
          new Kind(
              "XGBoost's old binary format, which XGBoost itself no longer reads",
              "load it with an XGBoost before 3.1 and write `booster.save_model('model.ubj')`"));
    }
    if (start.startsWith("CBM1")) {
      return Optional.of(
          new Kind(
              "a model of CatBoost",
              "save it as ONNX: `model.save_model('model.onnx', format='onnx')`"));
    }
    if (start.startsWith("\u0089HDF")) {
      return Optional.of(
          new Kind(
              "an HDF5 file, perhaps of Keras",
              "save it as ONNX: `model.export('model.onnx', format='onnx')`"));
    }
    if (start.startsWith("TFL3", 4)) {
      return Optional.of(
          new Kind("a model of TensorFlow Lite", "convert it with `python -m tf2onnx.convert`"));
    }
    if (start.startsWith("PAR1")) {
      return Optional.of(new Kind("a Parquet file: data, no model", ""));
    }
    if (start.startsWith("GGUF")) {
      return Optional.of(new Kind("a language model", "serve it with a server of language models"));
    }
    return Optional.empty();
  }

  private static boolean oldXgboost(String start) {
    int booster = Math.max(start.indexOf("gbtree"), start.indexOf("gblinear"));
    return booster >= 8 && booster < 2_048 && start.startsWith("\0\0\0\0\0\0\0", booster - 7);
  }

  private static ProblemException text(String start, String where) {
    String head = start.stripLeading();
    if (head.startsWith("<")) {
      return head.contains("<PMML")
          ? not("PMML", where, "save the model as ONNX")
          : not("XML or HTML", where, "");
    }
    if (head.startsWith("[")) {
      return not(
          "a JSON list, perhaps of XGBoost's `dump_model`",
          where,
          "write `booster.save_model('model.json')`");
    }
    String line = head.lines().findFirst().orElse("");
    boolean isText = line.chars().allMatch(each -> each >= ' ' || each == '\t');
    if (isText && (line.contains(",") || line.contains(";") || line.contains("\t"))) {
      return not(
          "a table of text: data, no model", where, "begin with the data by `evenkeel init FILE`");
    }
    return not(isText ? "a text" : "a file of an unknown kind", where, "");
  }

  private static ProblemException not(String kind, String where, String remedy) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a model that can be served, but " + kind,
            where,
            FORMATS,
            remedy)
        .asException();
  }
}
