package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.Artifacts;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Sends a kept file, or a part of it, as something to save: no browser shows what it holds.
final class Download {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final String TYPE = "application/octet-stream";

  private Download() {}

  static Reply of(Artifacts artifacts, Artifact artifact, Request request) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Disposition", disposition(artifact.path().name()));
    headers.put("Accept-Ranges", "bytes");
    headers.put("ETag", tag(artifact));
    Optional<ByteRange> range = range(artifact, request);
    if (range.isEmpty()) {
      return stream(artifacts, artifact, 200, new ByteRange(0, artifact.bytes()), headers);
    }
    if (!range.get().isSatisfiable()) {
      Map<String, String> length = Map.of("Content-Range", "bytes */" + artifact.bytes());
      return new Reply.Whole(416, TYPE, new byte[0], length);
    }
    long from = range.get().from();
    headers.put(
        "Content-Range",
        "bytes %d-%d/%d".formatted(from, from + range.get().bytes() - 1, artifact.bytes()));
    return stream(artifacts, artifact, 206, range.get(), headers);
  }

  private static Optional<ByteRange> range(Artifact artifact, Request request) {
    boolean isOfOther =
        request.header("If-Range").filter(known -> !known.equals(tag(artifact))).isPresent();
    return isOfOther
        ? Optional.empty()
        : request.header("Range").flatMap(value -> ByteRange.parse(value, artifact.bytes()));
  }

  private static Reply stream(
      Artifacts artifacts,
      Artifact artifact,
      int status,
      ByteRange range,
      Map<String, String> headers) {
    // Opened here, where a failure can still be told.
    InputStream content = artifacts.open(artifact, range.from());
    return new Reply.Streamed(
        status,
        TYPE,
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

  private static String tag(Artifact artifact) {
    return '"' + artifact.digest() + '"';
  }

  /// Letters that need no quoting in the first form, all of them in the second (RFC 6266).
  private static String disposition(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    String encoded =
        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded);
  }
}
