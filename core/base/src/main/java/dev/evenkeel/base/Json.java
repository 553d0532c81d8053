package dev.evenkeel.base;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
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

  // Whoever reads token by token notices duplicates more cheaply than a set of names does.
  private static final JsonFactory TOKENS =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private Json() {}

  /// Reads a foreign document token by token, within the same limits; the caller refuses duplicate
  /// fields.
  public static JsonParser tokens(byte[] text) {
    return TOKENS.createParser(ObjectReadContext.empty(), text);
  }

  /// The mapper itself, for streaming.
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /// A value in UTF-8.
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /// A document in UTF-8 that is written token by token, where to make a tree of it first would
  /// cost more than the document.
  public static byte[] write(Consumer<JsonGenerator> document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8_192);
    try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
      document.accept(out);
    }
    return bytes.toByteArray();
  }

  /// A value as text.
  public static String text(Object value) {
    // Through bytes, where half a surrogate pair is escaped; as text a database would lose it.
    return new String(write(value), StandardCharsets.UTF_8);
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

  /// A value that we wrote ourselves, of a type with parameters.
  ///
  /// @throws IllegalStateException when it is not of that type any more
  public static <T> T read(String text, TypeReference<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw new IllegalStateException("Cannot read stored JSON as " + type.getType(), e);
    }
  }

  /// A foreign document.
  ///
  /// @param where its name in messages: a file, or `the request's body`
  /// @throws ProblemException of kind `MALFORMED` when it is no JSON, `TOO_LARGE` when it is deeper
  ///   or has longer numbers or names than any honest document
  public static JsonNode parse(byte[] text, String where) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isMissingNode()) {
        throw malformed("it is empty", where);
      }
      return node;
    } catch (JacksonException e) {
      throw refusal(e, where);
    }
  }

  /// The problem of a foreign document that was read by streaming.
  ///
  /// @param where its name in messages
  public static ProblemException refusal(JacksonException e, String where) {
    if (e instanceof StreamConstraintsException) {
      return new Problem(
              Problem.Kind.TOO_LARGE,
              "JSON beyond our limits: " + firstLine(e),
              place(e, where),
              "one JSON document, nested at most %d levels".formatted(DEPTH_MAX),
              "")
          .asException(e);
    }
    return malformed(firstLine(e), place(e, where));
  }

  /// A number as a double; one beyond the range is infinite, where the tree would fail.
  public static double number(JsonNode number) {
    return number.isBigInteger()
        ? number.bigIntegerValue().doubleValue()
        : number.isBigDecimal() ? number.decimalValue().doubleValue() : number.asDouble();
  }

  private static ProblemException malformed(String why, String where) {
    return new Problem(Problem.Kind.MALFORMED, "not JSON: " + why, where, "one JSON document", "")
        .asException();
  }

  private static String firstLine(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    return Names.abbreviate(message.lines().findFirst().orElse(message));
  }

  private static String place(JacksonException e, String where) {
    int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
    return line > 0 ? where + ":" + line : where;
  }
}
