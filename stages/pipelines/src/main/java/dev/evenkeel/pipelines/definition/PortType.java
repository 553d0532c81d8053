package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The type of a parameter, an input or an output: one value, or a list of values as a JSON array.
///
/// @param isList as what `fit[*].model` collects
public record PortType(ValueType type, boolean isList) {
  private static final String LIST = "[]";

  /// One value.
  public static PortType of(ValueType type) {
    return new PortType(type, false);
  }

  /// A list of such values.
  public PortType list() {
    return new PortType(type, true);
  }

  /// One of the list's values.
  public PortType item() {
    return new PortType(type, false);
  }

  /// As definitions write it: `dataset`, `number[]`.
  public String word() {
    return isList ? type.word() + LIST : type.word();
  }

  /// A type by its word.
  static Optional<PortType> parse(String word) {
    boolean isList = word.endsWith(LIST);
    String one = isList ? word.substring(0, word.length() - LIST.length()) : word;
    return ValueType.of(one).map(type -> new PortType(type, isList));
  }

  /// Whether a value of this type can be what `wanted` asks for: an integer is a number, and
  /// anything can be read as text.
  boolean fits(PortType wanted) {
    if (isList != wanted.isList) {
      return false;
    }
    return type == wanted.type
        || wanted.type == ValueType.TEXT
        || (type == ValueType.INTEGER && wanted.type == ValueType.NUMBER);
  }

  /// Says why a text is no value of the type; empty when it is one.
  public Optional<String> refuse(String value) {
    if (!isList) {
      return type.refuse(value);
    }
    return texts(value)
        .map(items -> items.stream().flatMap(item -> type.refuse(item).stream()).findFirst())
        .orElse(Optional.of("it is no JSON list of texts"));
  }

  /// The texts of a JSON array; empty when it is none.
  public static Optional<List<String>> texts(String json) {
    JsonNode node;
    try {
      node = Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "a list");
    } catch (dev.evenkeel.base.ProblemException e) {
      Problem.Kind kind = e.problem().kind();
      if (kind == Problem.Kind.MALFORMED || kind == Problem.Kind.TOO_LARGE) {
        return Optional.empty();
      }
      throw e;
    }
    if (!node.isArray()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isValueNode() || item.isNull()) {
        return Optional.empty();
      }
      texts.add(item.asString());
    }
    return Optional.of(List.copyOf(texts));
  }

  @Override
  public String toString() {
    return word();
  }
}
