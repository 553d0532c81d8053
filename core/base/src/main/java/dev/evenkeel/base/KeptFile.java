package dev.evenkeel.base;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A file that never changes, as HTTP sends it: whole, or the part that a request asks for (RFC
/// 9110, sections 13 and 14).
///
/// @param digest of its content, from which its entity tag follows
/// @param bytes its length
/// @param type its media type
/// @param opener opens it behind its first bytes
public record KeptFile(String digest, long bytes, String type, Opener opener) {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int NOT_MODIFIED = 304;
  private static final int PARTIAL = 206;
  private static final int UNSATISFIABLE = 416;

  /// Opens a stored file.
  @FunctionalInterface
  public interface Opener {
    /// Opens it.
    ///
    /// @param from how many bytes to leave out
    InputStream from(long from);
  }

  /// The answer to a request.
  ///
  /// @param more headers of every answer
  public Reply reply(Request request, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Accept-Ranges", "bytes");
    headers.put("ETag", tag());
    if (request.header("If-None-Match").filter(this::isKnown).isPresent()) {
      return new Reply.Whole(NOT_MODIFIED, type, new byte[0], headers);
    }
    Optional<ByteRange> range = range(request);
    if (range.isEmpty()) {
      return stream(200, new ByteRange(0, bytes), headers);
    }
    if (!range.get().isSatisfiable()) {
      headers.put("Content-Range", "bytes */" + bytes);
      return new Reply.Whole(UNSATISFIABLE, type, new byte[0], headers);
    }
    long from = range.get().from();
    headers.put(
        "Content-Range", "bytes %d-%d/%d".formatted(from, from + range.get().bytes() - 1, bytes));
    return stream(PARTIAL, range.get(), headers);
  }

  private String tag() {
    return '"' + digest + '"';
  }

  private boolean isKnown(String tags) {
    return tags.contains(tag()) || tags.strip().equals("*");
  }

  private Optional<ByteRange> range(Request request) {
    boolean isOfOther =
        request.header("If-Range").filter(known -> !known.equals(tag())).isPresent();
    return isOfOther
        ? Optional.empty()
        : request.header("Range").flatMap(value -> ByteRange.parse(value, bytes));
  }

  private Reply stream(int status, ByteRange range, Map<String, String> headers) {
    // Opened here, where a failure can still be told.
    InputStream content = opener.from(range.from());
    return new Reply.Streamed(
        status,
        type,
        out -> {
          try (content) {
            copy(content, out, range.bytes());
          }
        },
        headers,
        OptionalLong.of(range.bytes()));
  }

  private static void copy(InputStream content, OutputStream out, long bytes) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long left = bytes;
    while (left > 0) {
      int read = content.read(chunk, 0, (int) Math.min(chunk.length, left));
      if (read < 0) {
        throw new EOFException("a stored file is shorter than its row says");
      }
      out.write(chunk, 0, read);
      left -= read;
    }
  }
}
