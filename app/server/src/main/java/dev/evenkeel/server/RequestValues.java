package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads what a request of the governance addresses asks.
final class RequestValues {
  private static final int BODY_BYTES_MAX = 64 << 10;

  private RequestValues() {}

  /// A number from 1 in a query or a path.
  static long number(String text, String name) {
    if (!text.matches("[1-9]\\d{0,17}")) {
      throw input("`%s` is no number".formatted(Names.abbreviate(text)), name, "a number from 1");
    }
    return Long.parseLong(text);
  }

  static long number(Request request, String name, long otherwise) {
    return request.query(name).map(text -> number(text, name)).orElse(otherwise);
  }

  static Optional<Instant> time(Request request, String name) {
    return time(request.query(name).orElse(""), name);
  }

  /// A time in a query; empty for none.
  static Optional<Instant> time(String text, String name) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw input(
          "`%s` is no time".formatted(Names.abbreviate(text)), name, "as in 2026-05-01T12:00:00Z");
    }
  }

  /// The body, which may be empty.
  static JsonNode body(Request request) {
    byte[] body = request.body(BODY_BYTES_MAX);
    return body.length == 0
        ? Json.mapper().createObjectNode()
        : Json.parse(body, "the request's body");
  }

  static String text(JsonNode body, String key) {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw input("`%s` is no text".formatted(key), "/" + key, "");
    }
    return value.stringValue();
  }

  static RuntimeException input(String what, String where, String expected) {
    return new Problem(Problem.Kind.INPUT, what, where, expected, "").asException();
  }
}
