package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.processes.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads the folder that MLflow logged, as far as Python needs it.
final class LoggedModelReader {
  private static final long DOCUMENT_MAX = 4 << 20;
  private static final int COLUMNS_MAX = 10_000;
  private static final int LABELS_MAX = 10_000;

  private final Path folder;
  private final String where;

  private LoggedModelReader(Path folder, String where) {
    this.folder = folder;
    this.where = where;
  }

  /// Reads.
  ///
  /// @param where the model's name in messages
  static LoggedModel read(Path folder, String where) {
    return new LoggedModelReader(folder, where).model();
  }

  private LoggedModel model() {
    YamlMap recorded = Yaml.parseMap(text(Unpacked.RECORDED), where + ", MLmodel");
    YamlMap flavors = recorded.map("flavors");
    Optional<YamlMap> pyfunc = flavors.optionalMap("python_function");
    Optional<String> pickle = pickle(flavors, pyfunc);
    String flavor = flavor(flavors);
    List<String> code =
        pyfunc.flatMap(map -> map.optionalText("code")).map(this::inside).stream().toList();
    JsonNode inputs = inputs(recorded);
    String matrix = matrix(inputs);
    List<LoggedColumn> columns = columns(inputs, matrix);
    return new LoggedModel(
        folder,
        pickle.isPresent() ? LoggedModel.ESTIMATOR : LoggedModel.PYFUNC,
        flavor,
        pickle.map(this::inside).orElse(""),
        code,
        columns,
        matrix,
        labels(recorded),
        requirements(pickle.isPresent(), !matrix.isEmpty()),
        Stream.of("reference.parquet", "reference.csv")
            .map(folder::resolve)
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .findFirst(),
        example(columns));
  }

  private static Optional<String> pickle(YamlMap flavors, Optional<YamlMap> pyfunc) {
    Optional<String> sklearn =
        flavors.optionalMap("sklearn").flatMap(map -> map.optionalText("pickled_model"));
    Optional<String> lightgbm =
        flavors
            .optionalMap("lightgbm")
            .flatMap(map -> map.optionalText("data"))
            .filter(data -> data.endsWith(".pkl") || data.endsWith(".skops"));
    Optional<String> other =
        pyfunc
            .filter(map -> map.optionalText("loader_module").orElse("").equals("mlflow.sklearn"))
            .flatMap(map -> map.optionalText("model_path"));
    return sklearn.or(() -> lightgbm).or(() -> other);
  }

  private static String flavor(YamlMap flavors) {
    return flavors.keys().stream()
        .filter(key -> !key.equals("python_function"))
        .findFirst()
        .map(key -> key.equals("sklearn") ? "scikit-learn" : Names.abbreviate(key))
        .orElse("Python function");
  }

  private JsonNode inputs(YamlMap recorded) {
    String signature =
        recorded.optionalMap("signature").flatMap(map -> map.optionalText("inputs")).orElse("[]");
    return Json.parse(
        signature.getBytes(StandardCharsets.UTF_8), where + ", MLmodel, /signature/inputs");
  }

  private static String matrix(JsonNode inputs) {
    if (!inputs.isArray() || inputs.size() != 1 || inputs.get(0).has("name")) {
      return "";
    }
    String type = inputs.get(0).path("tensor-spec").path("dtype").asString("");
    return switch (type) {
      case "float64", "float32", "int64", "int32" -> type;
      default -> "";
    };
  }

  private List<LoggedColumn> columns(JsonNode inputs, String matrix) {
    if (!matrix.isEmpty()) {
      JsonNode shape = inputs.get(0).path("tensor-spec").path("shape");
      int width = shape.size() == 2 ? shape.get(1).asInt(0) : 0;
      if (width < 1 || width > COLUMNS_MAX) {
        throw wrong(
            "the signature's matrix has the shape %s".formatted(Names.abbreviate(shape.toString())),
            "[-1, columns]");
      }
      return IntStream.range(0, width)
          .mapToObj(index -> new LoggedColumn("f" + index, "double", false))
          .toList();
    }
    List<LoggedColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode input : inputs) {
      String name = input.path("name").asString("");
      if (columns.size() == COLUMNS_MAX || !names.add(name)) {
        throw wrong(
            "column `%s` is one too many".formatted(Names.abbreviate(name)),
            "at most %d columns, each once".formatted(COLUMNS_MAX));
      }
      columns.add(
          new LoggedColumn(
              name, input.path("type").asString(""), input.path("required").asBoolean(true)));
    }
    return columns;
  }

  private List<String> labels(YamlMap recorded) {
    List<String> labels =
        recorded.optionalMap("metadata").map(map -> map.texts("labels")).orElse(List.of());
    if (labels.size() > LABELS_MAX || new HashSet<>(labels).size() != labels.size()) {
      throw wrong("the labels of the metadata cannot be used", "each once");
    }
    return labels;
  }

  /// An estimator is loaded without MLflow, whose many packages would only cost time.
  private Requirements requirements(boolean estimator, boolean matrix) {
    String python =
        has("python_env.yaml")
            ? Yaml.parseMap(text("python_env.yaml"), where + ", python_env.yaml")
                .optionalText("python")
                .orElse("")
            : "";
    String listed = has("requirements.txt") ? text("requirements.txt") : "";
    Requirements all = Requirements.parse(listed, python, where + ", requirements.txt");
    if (!estimator) {
      return all.with("mlflow").with("pandas");
    }
    Requirements own = all.without("mlflow").with("numpy");
    return matrix ? own : own.with("pandas");
  }

  private Optional<Frame> example(List<LoggedColumn> columns) {
    String file = "input_example.json";
    if (!has(file) || columns.isEmpty()) {
      return Optional.empty();
    }
    byte[] json = text(file).getBytes(StandardCharsets.UTF_8);
    return Optional.of(SplitJson.read(json, columns, where + ", " + file))
        .filter(rows -> rows.rows() > 0);
  }

  private boolean has(String name) {
    return Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private String text(String name) {
    try {
      Path file = folder.resolve(name);
      if (Files.size(file) > DOCUMENT_MAX) {
        throw wrong("`%s` is too large".formatted(name), "at most 4 MiB");
      }
      // What is no UTF-8 shows as such, and is then refused by what reads it.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw wrong("`%s` cannot be read".formatted(name), "a file");
    }
  }

  /// A path that the folder names, kept inside of it.
  private String inside(String name) {
    Path target = folder.resolve(name).normalize();
    if (name.isEmpty() || !target.startsWith(folder) || !Files.exists(target)) {
      throw wrong(
          "`%s` is not in the model's folder".formatted(Names.abbreviate(name)),
          "a file that was logged with it");
    }
    return folder.relativize(target).toString();
  }

  private RuntimeException wrong(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, where + ", MLmodel", expected, "").asException();
  }
}
