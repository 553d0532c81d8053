package dev.evenkeel.console;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Forms as browsers send them.
final class Forms {
  private static final int FIELDS_MAX = 10_000;
  private static final int QUESTION_CHARS_MAX = 10_000;

  private Forms() {}

  static Map<String, String> fields(byte[] body) {
    Map<String, String> fields = new HashMap<>();
    String text = new String(body, StandardCharsets.UTF_8);
    for (String pair : text.split("&", FIELDS_MAX)) {
      int equal = pair.indexOf('=');
      if (equal >= 0) {
        fields.put(decoded(pair.substring(0, equal)), decoded(pair.substring(equal + 1)));
      }
    }
    return fields;
  }

  /// A field of a form that asks; empty when it is not there.
  static String asked(Request request, String parameter) {
    String asked = request.query(parameter).orElse("");
    if (asked.length() > QUESTION_CHARS_MAX) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "`%s` has more than %,d characters".formatted(parameter, QUESTION_CHARS_MAX),
              "ask for less")
          .asException();
    }
    return asked;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              Problem.Kind.MALFORMED, "the form cannot be read", "send it from the page again")
          .asException();
    }
  }
}
