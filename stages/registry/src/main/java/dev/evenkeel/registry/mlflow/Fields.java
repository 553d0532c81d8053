package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fields of one message of MLflow's API, read as generously as protobuf's JSON form is read
/// there: names in snake_case or camelCase, 64-bit integers as numbers or text, unknown fields left
/// alone, a default value and an absent field the same. What is of another type is refused.
///
/// A GET has its fields in the query; every other method, DELETE too, in a JSON body.
final class Fields {
  /// What MLflow takes of `log-batch`, and more than any other message of its clients.
  static final int BODY_BYTES_MAX = 32 << 20;

  private final ObjectNode message;
  private final String where;

  private Fields(ObjectNode message, String where) {
    this.message = message;
    this.where = where;
  }

  /// The fields of a request's JSON body.
  static Fields ofBody(Request request) {
    return ofBody(request, BODY_BYTES_MAX);
  }

  /// The fields of a request's JSON body of at most so many bytes.
  static Fields ofBody(Request request, int bytesMax) {
    String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json")) {
      // A page of another site may send a form or plain text without being asked, JSON not.
      throw new Refusal(
          ErrorCode.BAD_REQUEST,
          "Content-Type is `%s`; expected application/json".formatted(Names.abbreviate(type)));
    }
    byte[] body = request.body(bytesMax);
    if (body.length == 0) {
      return new Fields(JsonNodeFactory.instance.objectNode(), "");
    }
    JsonNode read = Json.parse(body, "the request's body");
    // Clients before 1.0 send the text of the text.
    JsonNode message = read.isString() ? Json.parse(utf8(read), "the request's body") : read;
    if (message instanceof ObjectNode object) {
      return new Fields(object, "");
    }
    throw invalid("the request's body is no JSON object");
  }

  /// The fields of a request's query, as far as they are asked for.
  ///
  /// @param names of the fields that the message has, in snake_case
  static Fields ofQuery(Request request, String... names) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      List<String> values =
          Stream.of(name, camelCase(name))
              .distinct()
              .flatMap(each -> request.queries(each).stream())
              .toList();
      if (values.size() == 1) {
        message.put(name, values.getFirst());
      } else if (!values.isEmpty()) {
        values.forEach(message.putArray(name)::add);
      }
    }
    return new Fields(message, "");
  }

  private static byte[] utf8(JsonNode text) {
    return text.stringValue().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /// A text; empty when it is absent or empty, which protobuf does not tell apart.
  Optional<String> text(String name) {
    JsonNode value = get(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    // A number in a place of text is read as its text, as protobuf's reader of old clients did.
    if (!value.isString() && !value.isNumber()) {
      throw wrong(name, value, "text");
    }
    String text = value.asString();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /// A text that may be given and empty; absent only when it was not sent.
  Optional<String> textOrEmpty(String name) {
    JsonNode value = get(name);
    return value.isString() && value.stringValue().isEmpty() ? Optional.of("") : text(name);
  }

  /// A text that must be there.
  String required(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /// A 64-bit integer that must be there.
  long requiredInteger(String name) {
    return integer(name).orElseThrow(() -> missing(name));
  }

  /// A number that must be there.
  double requiredNumber(String name) {
    return number(name).orElseThrow(() -> missing(name));
  }

  private RuntimeException missing(String name) {
    return invalid("Missing value for required parameter '%s'.".formatted(where + name));
  }

  /// A 64-bit integer.
  Optional<Long> integer(String name) {
    JsonNode value = get(name);
    if (value.isMissingNode() || value.isNull() || isEmptyText(value)) {
      return Optional.empty();
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Optional.of(value.longValue());
    }
    if (value.isString()) {
      try {
        return Optional.of(Long.parseLong(value.stringValue().strip()));
      } catch (NumberFormatException e) {
        throw wrong(name, value, "a 64-bit integer");
      }
    }
    if (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue())) {
      return Optional.of((long) value.doubleValue());
    }
    throw wrong(name, value, "a 64-bit integer");
  }

  /// A number; `NaN`, `Infinity` and `-Infinity` come as text.
  Optional<Double> number(String name) {
    JsonNode value = get(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (value.isNumber()) {
      return Optional.of(Json.number(value));
    }
    if (value.isString() && value.stringValue().length() <= 40) {
      try {
        return Optional.of(Double.parseDouble(value.stringValue().strip()));
      } catch (NumberFormatException e) {
        // Falls through to the message.
      }
    }
    throw wrong(name, value, "a number");
  }

  /// A truth value: JSON's, or `true` and `True` of a query.
  boolean flag(String name) {
    return flag(name, false);
  }

  /// A truth value that is not false when it is absent.
  boolean flag(String name, boolean otherwise) {
    JsonNode value = get(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return switch (value.isString() ? value.stringValue().toLowerCase(Locale.ROOT) : "") {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, value, "true or false");
    };
  }

  /// One of an enumeration, by its name or its number of the protocol.
  ///
  /// @param choices named and in the order of the protocol
  /// @param first the number of the first of them
  <E extends Enum<E>> Optional<E> choice(String name, List<E> choices, int first) {
    JsonNode value = get(name);
    if (value.isMissingNode() || value.isNull() || isEmptyText(value)) {
      return Optional.empty();
    }
    String given = value.asString("");
    for (int index = 0; index < choices.size(); index++) {
      E each = choices.get(index);
      if (each.name().equals(given) || String.valueOf(index + first).equals(given)) {
        return Optional.of(each);
      }
    }
    throw wrong(name, value, "one of " + choices);
  }

  /// A list of texts; one that is not in a list is a list of one.
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : list(name)) {
      if (!value.isString() && !value.isNumber()) {
        throw wrong(name, value, "a list of texts");
      }
      texts.add(value.asString());
    }
    return texts;
  }

  /// A list of messages.
  List<Fields> messages(String name) {
    List<Fields> messages = new ArrayList<>();
    for (JsonNode value : list(name)) {
      if (!(value instanceof ObjectNode object)) {
        throw wrong(name, value, "a list of objects");
      }
      messages.add(new Fields(object, "%s%s[%d].".formatted(where, name, messages.size())));
    }
    return messages;
  }

  /// One message within this one.
  Optional<Fields> message(String name) {
    JsonNode value = get(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode object)) {
      throw wrong(name, value, "an object");
    }
    return Optional.of(new Fields(object, where + name + "."));
  }

  private List<JsonNode> list(String name) {
    JsonNode value = get(name);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    return value.isArray() ? List.copyOf(value.values()) : List.of(value);
  }

  private JsonNode get(String name) {
    JsonNode value = message.path(name);
    return value.isMissingNode() ? message.path(camelCase(name)) : value;
  }

  private static boolean isEmptyText(JsonNode value) {
    return value.isString() && value.stringValue().isEmpty();
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    for (int index = 0; index < name.length(); index++) {
      if (name.charAt(index) == '_' && index + 1 < name.length()) {
        index++;
        camel.append(Character.toUpperCase(name.charAt(index)));
      } else {
        camel.append(name.charAt(index));
      }
    }
    return camel.toString();
  }

  private RuntimeException wrong(String name, JsonNode value, String expected) {
    return invalid(
        "Invalid value %s for parameter '%s' supplied: expected %s."
            .formatted(Names.abbreviate(value.toString()), where + name, expected));
  }

  /// What MLflow answers to a value that it does not take.
  static RuntimeException invalid(String message) {
    return Problem.of(Problem.Kind.INPUT, message, "").asException();
  }
}
