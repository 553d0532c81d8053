package dev.evenkeel.runtimes.mlflow;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.runtimes.formats.FolderZip;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A logged folder, and what its `MLmodel` says.
///
/// @param root the folder in the ZIP that holds `MLmodel`: empty, or a path that ends in `/`
/// @param columns of the signature; none when it has none, or others than named plain columns
/// @param labels of the metadata; none when nobody gave them
record Recorded(
    FolderZip folder,
    String root,
    YamlMap flavors,
    List<Column> columns,
    List<String> labels,
    String where) {
  private static final String FILE = "MLmodel";
  private static final int COLUMNS_MAX = 100_000;
  private static final int LABELS_MAX = 10_000;

  Recorded {
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
  }

  /// A column of the signature.
  record Column(String name, LogicalType type, boolean required) {}

  static Recorded read(byte[] zip, String where) {
    FolderZip folder = FolderZip.open(zip, where);
    String found =
        folder.names().stream()
            .filter(name -> name.equals(FILE) || name.matches("[^/]+/" + FILE))
            .min(java.util.Comparator.comparingInt(String::length))
            .orElseThrow(() ->
                new Problem(
                        Problem.Kind.INPUT,
                        "a ZIP without the file `MLmodel`",
                        where,
                        "the folder that MLflow logs",
                        "")
                    .asException());
    String document = where + ", " + FILE;
    byte[] text = folder.read(found).orElseThrow();
    YamlMap map = Yaml.parseMap(new String(text, StandardCharsets.UTF_8), document);
    return new Recorded(
        folder,
        found.substring(0, found.length() - FILE.length()),
        map.map("flavors"),
        columns(map, document),
        labels(map, document),
        where);
  }

  /// A file beside `MLmodel`, or in a folder beside it.
  Optional<byte[]> file(String name) {
    return folder.read(root + name);
  }

  private static List<Column> columns(YamlMap map, String where) {
    Optional<String> inputs =
        map.optionalMap("signature").flatMap(signature -> signature.optionalText("inputs"));
    if (inputs.isEmpty() || inputs.get().isEmpty()) {
      return List.of();
    }
    JsonNode list =
        Json.parse(inputs.get().getBytes(StandardCharsets.UTF_8), where + ", /signature/inputs");
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode column : list) {
      Optional<LogicalType> type = type(column.path("type").asString(""));
      String name = column.path("name").asString("");
      if (type.isEmpty() || name.isEmpty() || !names.add(name) || columns.size() >= COLUMNS_MAX) {
        // A tensor, or a type that only Python has: the model's own file says what it takes.
        return List.of();
      }
      columns.add(new Column(name, type.get(), column.path("required").asBoolean(true)));
    }
    return columns;
  }

  private static Optional<LogicalType> type(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "string" -> LogicalType.STRING;
          case "boolean" -> LogicalType.BOOLEAN;
          case "integer", "long" -> LogicalType.INTEGER;
          case "float", "double" -> LogicalType.NUMBER;
          default -> null;
        });
  }

  private static List<String> labels(YamlMap map, String where) {
    List<String> labels =
        map.optionalMap("metadata").map(metadata -> metadata.texts("labels")).orElse(List.of());
    if (labels.size() > LABELS_MAX || new HashSet<>(labels).size() != labels.size()) {
      throw wrong("the labels of the metadata cannot be used", where, "each once");
    }
    return labels;
  }

  static ProblemException wrong(String what, String where, String expected) {
    return new Problem(Problem.Kind.INPUT, what, where, expected, "log the model again")
        .asException();
  }
}
