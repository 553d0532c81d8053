package dev.evenkeel.console;

import dev.evenkeel.base.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/// A request for a page, without a server.
///
/// @param path the value of whichever variable its address has
// One request is never compared with another.
@SuppressWarnings("ArrayRecordComponent")
record PageRequest(String path, Map<String, String> queries, byte[] content) implements Request {
  PageRequest(String path, Map<String, String> queries) {
    this(path, queries, new byte[0]);
  }

  @Override
  public String path(String name) {
    return path;
  }

  @Override
  public Optional<String> query(String name) {
    return Optional.ofNullable(queries.get(name));
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.empty();
  }

  @Override
  public byte[] body(int bytesMax) {
    return content;
  }

  @Override
  public InputStream stream() {
    return new ByteArrayInputStream(content);
  }
}
