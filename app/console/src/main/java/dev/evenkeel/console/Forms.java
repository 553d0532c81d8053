package dev.evenkeel.console;

import dev.evenkeel.base.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Forms as browsers send them.
final class Forms {
  private static final int FIELDS_MAX = 10_000;

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
