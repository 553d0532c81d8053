package dev.evenkeel.serving;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.RowParser.Rows;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// The body of a request, read under a version's contract.
///
/// @param rows none when there are violations
/// @param explain whether the answers shall be explained
record Question(Optional<Rows> rows, boolean explain, List<Violation> violations) {
  private static final String INSTANCES = "instances";
  private static final String EXPLAIN = "explain";
  private static final String BODY = "the request's body";
  private static final int SMALL_KILOBYTES = 64;
  private static final int TREES_KILOBYTES = 16 << 10;
  private static final int PATIENCE_SECONDS = 5;
  private static final Semaphore TREES = new Semaphore(TREES_KILOBYTES);

  /// Reads a body that is in order in one pass, and any other slowly, to say what is wrong with it.
  static Question read(byte[] body, Signature signature, RowReader reader) {
    Question fast = fast(body, reader);
    return fast != null ? fast : bounded(body, signature, reader);
  }

  /// A tree takes twenty times as much memory as its text, so large ones wait for each other.
  private static Question bounded(byte[] body, Signature signature, RowReader reader) {
    int kilobytes = body.length >> 10;
    if (kilobytes < SMALL_KILOBYTES) {
      return slow(Json.parse(body, BODY), signature, reader);
    }
    int held = Math.min(kilobytes, TREES_KILOBYTES);
    try {
      if (!TREES.tryAcquire(held, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Problem.of(
                Problem.Kind.BUSY, "too many large requests are wrong at once", "come back later")
            .asException(Map.of("Retry-After", "5"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(Problem.Kind.BUSY, "the server stops", "come back later").asException();
    }
    try {
      return slow(Json.parse(body, BODY), signature, reader);
    } finally {
      TREES.release(held);
    }
  }

  private static @Nullable Question fast(byte[] body, RowReader reader) {
    try (JsonParser json = Json.tokens(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Optional<Rows> rows = Optional.empty();
      JsonToken explain = null;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken token = json.nextToken();
        if (name.equals(INSTANCES) && rows.isEmpty() && token == JsonToken.START_ARRAY) {
          rows = reader.parser().parse(json, Instances.ROWS_MAX);
          if (rows.isEmpty()) {
            return null;
          }
        } else if (name.equals(EXPLAIN) && explain == null && isFlag(token)) {
          explain = token;
        } else {
          return null;
        }
      }
      boolean whole = json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
      return whole && rows.isPresent()
          ? new Question(rows, explain == JsonToken.VALUE_TRUE, List.of())
          : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static boolean isFlag(@Nullable JsonToken token) {
    return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
  }

  private static Question slow(JsonNode body, Signature signature, RowReader reader) {
    Instances instances = Instances.read(body, reader);
    boolean explain = body.path(EXPLAIN).asBoolean(false);
    if (!instances.violations().isEmpty()) {
      return new Question(Optional.empty(), explain, instances.violations());
    }
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    Map<Integer, List<String>> warnings = new HashMap<>();
    for (RowReader.Reading reading : instances.readings()) {
      if (!reading.warnings().isEmpty()) {
        warnings.put(values.size(), reading.warnings());
      }
      values.add(reading.values());
    }
    Frame frame = RowReader.frame(signature.inputs(), values);
    return new Question(Optional.of(new Rows(frame, warnings)), explain, List.of());
  }
}
