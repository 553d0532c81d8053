package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/// A request without a server.
@SuppressWarnings("ArrayRecordComponent")
record FakeRequest(
    Map<String, String> variables,
    Map<String, String> headers,
    Map<String, String> queries,
    byte[] content)
    implements Request {
  @Override
  public String path(String name) {
    return variables.getOrDefault(name, "");
  }

  @Override
  public Optional<String> query(String name) {
    return Optional.ofNullable(queries.get(name));
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  @Override
  public byte[] body(int bytesMax) {
    if (content.length > bytesMax) {
      throw Problem.of(Problem.Kind.TOO_LARGE, "too large", "").asException();
    }
    return content;
  }

  @Override
  public InputStream stream() {
    return new ByteArrayInputStream(content);
  }
}
