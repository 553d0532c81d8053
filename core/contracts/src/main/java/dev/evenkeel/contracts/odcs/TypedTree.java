package dev.evenkeel.contracts.odcs;

import dev.evenkeel.base.Yaml;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A YAML document as JSON, whose plain scalars are typed by the core schema of YAML 1.2 (section
/// 10.3.2). Numbers keep the digits that they are written with.
final class TypedTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,100}");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(\\.[0-9]{1,100}|[0-9]{1,100}(\\.[0-9]{0,100})?)([eE][-+]?[0-9]{1,3})?");

  private TypedTree() {}

  static JsonNode of(Yaml.Value value) {
    return switch (value) {
      case Yaml.Scalar scalar -> scalar(scalar);
      case Yaml.Sequence items -> {
        ArrayNode array = NODES.arrayNode();
        items.items().forEach(item -> array.add(of(item)));
        yield array;
      }
      case Yaml.Mapping mapping -> {
        ObjectNode object = NODES.objectNode();
        mapping.entries().forEach((key, each) -> object.set(key, of(each)));
        yield object;
      }
    };
  }

  private static JsonNode scalar(Yaml.Scalar scalar) {
    String text = scalar.text();
    if (scalar.isNull()) {
      return NODES.nullNode();
    }
    if (!scalar.isPlain()) {
      return NODES.stringNode(text);
    }
    return switch (text) {
      case "true", "True", "TRUE" -> NODES.booleanNode(true);
      case "false", "False", "FALSE" -> NODES.booleanNode(false);
      default -> number(text);
    };
  }

  private static JsonNode number(String text) {
    String digits = text.startsWith("+") ? text.substring(1) : text;
    if (INTEGER.matcher(text).matches()) {
      BigInteger number = new BigInteger(digits);
      return number.bitLength() < 32
          ? NODES.numberNode(number.intValue())
          : number.bitLength() < 64
              ? NODES.numberNode(number.longValue())
              : NODES.numberNode(number);
    }
    return NUMBER.matcher(text).matches()
        ? NODES.numberNode(new BigDecimal(digits))
        : NODES.stringNode(text);
  }
}
