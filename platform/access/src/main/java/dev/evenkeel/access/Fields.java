package dev.evenkeel.access;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The fields of a request's body, each of the type that it must have; an unknown one is refused,
/// since a misspelt cap would be no cap.
record Fields(JsonNode body) {
  private static final int BYTES_MAX = 64 << 10;
  private static final int PAGE = 100;

  static Fields of(Request request, String... known) {
    byte[] bytes = request.body(BYTES_MAX);
    JsonNode body = bytes.length == 0 ? Json.parse(new byte[] {'{', '}'}, "") : parsed(bytes);
    if (!body.isObject()) {
      throw wrong("the body", "an object");
    }
    Set<String> names = Set.copyOf(List.of(known));
    for (String name : body.propertyNames()) {
      if (!names.contains(name)) {
        throw wrong("field `%s`".formatted(Names.abbreviate(name)), "one of " + List.of(known));
      }
    }
    return new Fields(body);
  }

  private static JsonNode parsed(byte[] bytes) {
    return Json.parse(bytes, "the request's body");
  }

  String text(String name) {
    return optional(name).orElseThrow(() -> wrong("field `%s`".formatted(name), "a text"));
  }

  Optional<String> optional(String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw wrong("field `%s`".formatted(name), "a text");
    }
    return Optional.of(value.stringValue());
  }

  int whole(String name, int otherwise) {
    JsonNode value = body.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isInt()) {
      throw wrong("field `%s`".formatted(name), "a whole number");
    }
    return value.intValue();
  }

  Map<String, Role> roles(String name) {
    JsonNode value = body.path(name);
    Map<String, Role> roles = new HashMap<>();
    if (value.isMissingNode()) {
      return roles;
    }
    if (!value.isObject()) {
      throw wrong("field `%s`".formatted(name), "an object of project and role");
    }
    value
        .propertyStream()
        .forEach(each -> roles.put(each.getKey(), role(each.getValue().asString(""))));
    return roles;
  }

  static Role role(String text) {
    return Arrays.stream(Role.values())
        .filter(role -> word(role).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                "role `%s`".formatted(Names.abbreviate(text)),
                "viewer, editor, deployer or admin"));
  }

  static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  static Map<String, String> words(Map<String, Role> roles) {
    Map<String, String> words = new TreeMap<>();
    roles.forEach((project, role) -> words.put(project, word(role)));
    return words;
  }

  /// How many a page has; the query says it, or there are 100.
  static int limit(Request request) {
    String text = request.query("limit").orElse(String.valueOf(PAGE));
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > Users.PAGE_MAX) {
      throw wrong("limit `%s`".formatted(Names.abbreviate(text)), "1 to " + Users.PAGE_MAX);
    }
    return Integer.parseInt(text);
  }

  private static RuntimeException wrong(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what + " is wrong", "", expected, "").asException();
  }
}
