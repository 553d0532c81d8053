package dev.evenkeel.registry;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// What the file `MLmodel` says of a model, without loading it: nothing of it runs. What it does
/// not say, the labels of most classifiers for one, is known once the model is loaded
/// ([Models#complete]).
final class MlmodelDraft {
  private static final String WHERE = "MLmodel";
  private static final String COLUMN = "prediction";
  private static final int COLUMNS_MAX = 10_000;
  private static final int LABELS_MAX = 10_000;

  private MlmodelDraft() {}

  /// Reads.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it is no document of MLflow's
  static ModelDescription read(byte[] document) {
    YamlMap map = Yaml.parseMap(new String(document, StandardCharsets.UTF_8), WHERE);
    map.map("flavors");
    List<Property> inputs = inputs(map);
    List<String> labels =
        map.optionalMap("metadata").map(metadata -> metadata.texts("labels")).orElse(List.of());
    if (labels.size() > LABELS_MAX || new HashSet<>(labels).size() != labels.size()) {
      throw wrong("the labels of the metadata cannot be used", "each once");
    }
    return new ModelDescription(
        new Signature(inputs),
        inputs.stream().map(input -> Feature.of(input.name())).toList(),
        labels.isEmpty()
            ? new Target.Quantity(COLUMN, Duration.ZERO)
            : new Target.Classes(COLUMN, Duration.ZERO, labels),
        ModelDescription.MLFLOW_ZIP);
  }

  private static List<Property> inputs(YamlMap map) {
    String text =
        map.optionalMap("signature")
            .flatMap(signature -> signature.optionalText("inputs"))
            .filter(inputs -> !inputs.isBlank())
            .orElse("[]");
    JsonNode inputs =
        Json.parse(text.getBytes(StandardCharsets.UTF_8), WHERE + ", /signature/inputs");
    if (!inputs.isArray() || inputs.size() > COLUMNS_MAX) {
      throw wrong(
          "the signature's inputs cannot be used", "at most %,d columns".formatted(COLUMNS_MAX));
    }
    return inputs.size() == 1 && !inputs.get(0).has("name")
        ? matrix(inputs.get(0))
        : columns(inputs);
  }

  /// A model of a matrix names no columns.
  private static List<Property> matrix(JsonNode tensor) {
    JsonNode shape = tensor.path("tensor-spec").path("shape");
    int width = shape.size() == 2 ? shape.get(1).asInt(0) : 0;
    if (width < 1 || width > COLUMNS_MAX) {
      return List.of();
    }
    return IntStream.range(0, width)
        .mapToObj(index -> Property.of("f" + index, LogicalType.NUMBER, false))
        .toList();
  }

  private static List<Property> columns(JsonNode inputs) {
    List<Property> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode input : inputs) {
      String name = input.path("name").asString("");
      if (name.isEmpty() || !names.add(name)) {
        throw wrong(
            "column `%s` of the signature".formatted(Names.abbreviate(name)), "each once, by name");
      }
      LogicalType type = type(input.path("type").asString(""));
      columns.add(Property.of(name, type, input.path("required").asBoolean(true)));
    }
    return columns;
  }

  /// Types that only Python has are drafted as text: the loaded model says what it takes.
  private static LogicalType type(String name) {
    return switch (name) {
      case "boolean" -> LogicalType.BOOLEAN;
      case "integer", "long" -> LogicalType.INTEGER;
      case "float", "double" -> LogicalType.NUMBER;
      default -> LogicalType.STRING;
    };
  }

  private static RuntimeException wrong(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, WHERE, expected, "log the model again")
        .asException();
  }
}
