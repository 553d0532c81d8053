package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What the server that exported a version says of it, and this one cannot check: kept as tags that
/// say so by their names.
final class ExportedClaims {
  static final String TAGS = "exported.";

  private static final int METRICS_MAX = 500;
  private static final int KEY_CHARS_MAX = 200;
  private static final Pattern KEY = Pattern.compile("[\\w\\-. /:]+");
  private static final int VALUE_CHARS_MAX = 4_000;

  private ExportedClaims() {}

  static Map<String, String> tags(JsonNode facts) {
    Map<String, String> tags = new LinkedHashMap<>();
    put(
        tags,
        "version",
        "%s@%s".formatted(facts.path("model").asString(""), facts.path("version").asString("")));
    put(tags, "registered", facts.path("registered").asString(""));
    put(tags, "run", facts.path("run").asString(""));
    put(tags, "note", facts.path("note").asString(""));
    facts
        .path("metrics")
        .propertyStream()
        .limit(METRICS_MAX)
        .forEach(metric -> put(tags, "metric." + metric.getKey(), metric.getValue().asString("")));
    return tags;
  }

  private static void put(Map<String, String> tags, String name, String value) {
    // One name that no tag can have would end an import whose version is there already.
    boolean isKey =
        name.length() <= KEY_CHARS_MAX && KEY.matcher(name).matches() && ImportText.isInside(name);
    if (!value.isBlank() && isKey) {
      tags.put(
          TAGS + name,
          value.length() <= VALUE_CHARS_MAX ? value : value.substring(0, VALUE_CHARS_MAX) + "…");
    }
  }

  static boolean isClaim(JsonNode tag) {
    return tag.path("key").asString("").startsWith(TAGS);
  }

  /// The tag's name for people, who read it below a heading that says what it is.
  static String shown(JsonNode tag) {
    return Names.abbreviate(tag.path("key").asString("").substring(TAGS.length()));
  }
}
