package dev.evenkeel.base;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The one JSON mapper: camelCase, unknown and duplicate fields refused, nesting at most 100.
public final class Json {
  private static final int DEPTH_MAX = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          // A record's isX() is a question about it, not one of its parts.
          .changeDefaultVisibility(
              visible -> visible.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /// The mapper itself, for streaming.
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /// A value in UTF-8.
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /// A value as text.
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// A value that we wrote ourselves.
  ///
  /// @throws IllegalStateException when it is not of that type any more
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw new IllegalStateException("Cannot read stored JSON as " + type.getSimpleName(), e);
    }
  }

  /// A foreign document.
  ///
  /// @param where its name in messages: a file, or `the request's body`
  public static JsonNode parse(byte[] text, String where) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isMissingNode()) {
        throw invalid("it is empty", where);
      }
      return node;
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
      throw invalid(e.getOriginalMessage(), line > 0 ? where + ":" + line : where);
    }
  }

  private static ProblemException invalid(String why, String where) {
    String firstLine = Names.abbreviate(why.lines().findFirst().orElse(why));
    return new Problem(Problem.Kind.INPUT, "not JSON: " + firstLine, where, "one JSON document", "")
        .asException();
  }
}
