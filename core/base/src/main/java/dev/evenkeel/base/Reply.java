package dev.evenkeel.base;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;

/// What a handler answers.
public sealed interface Reply {
  /// HTTP status.
  int status();

  /// Media type.
  String type();

  /// Further headers.
  Map<String, String> headers();

  /// Sent once, with its length.
  // A reply is written and forgotten; nobody compares two.
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(int status, String type, byte[] body, Map<String, String> headers) implements Reply {
    public Whole {
      headers = Map.copyOf(headers);
    }
  }

  /// Sent as it is made: events, files, exports.
  ///
  /// @param length of the body in bytes, where it is known before it is made: the client then sees
  ///   an answer that broke off
  record Streamed(
      int status, String type, Writer writer, Map<String, String> headers, OptionalLong length)
      implements Reply {
    public Streamed {
      headers = Map.copyOf(headers);
    }

    /// Of a length that nobody knows yet.
    public Streamed(int status, String type, Writer writer, Map<String, String> headers) {
      this(status, type, writer, headers, OptionalLong.empty());
    }
  }

  /// Writes a streamed body; an [IOException] means that the client has gone.
  @FunctionalInterface
  interface Writer {
    /// Called once, on the request's thread.
    void writeTo(OutputStream out) throws IOException;
  }

  /// 200 with a value as JSON.
  static Reply json(Object value) {
    return json(200, value);
  }

  /// A value as JSON.
  static Reply json(int status, Object value) {
    return new Whole(status, "application/json", Json.write(value), Map.of());
  }

  /// 200 with a page.
  static Reply html(String page) {
    return new Whole(
        200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /// 200 with plain text.
  static Reply text(String text) {
    return new Whole(
        200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /// 303 to another of our addresses.
  static Reply seeOther(String location) {
    return new Whole(303, "text/plain; charset=utf-8", new byte[0], Map.of("Location", location));
  }
}
