package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request without a server.
final class FakeRequest implements Request {
  private final Map<String, String> paths = new HashMap<>();
  private final Map<String, List<String>> queries = new HashMap<>();
  private final Map<String, String> headers = new HashMap<>();
  private byte[] body = new byte[0];

  static FakeRequest of(String pathVariable, String value) {
    FakeRequest request = new FakeRequest();
    request.paths.put(pathVariable, value);
    return request;
  }

  static FakeRequest query(String... namesAndValues) {
    FakeRequest request = new FakeRequest();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      request
          .queries
          .computeIfAbsent(namesAndValues[index], _ -> new java.util.ArrayList<>())
          .add(namesAndValues[index + 1]);
    }
    return request;
  }

  static FakeRequest json(String text) {
    return new FakeRequest()
        .header("Content-Type", "application/json")
        .body(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  FakeRequest body(byte[] bytes) {
    body = bytes;
    return this;
  }

  FakeRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  FakeRequest path(String name, String value) {
    paths.put(name, value);
    return this;
  }

  @Override
  public String path(String name) {
    return paths.getOrDefault(name, "");
  }

  @Override
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  @Override
  public List<String> queries(String name) {
    return queries.getOrDefault(name, List.of());
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  @Override
  public byte[] body(int bytesMax) {
    return body;
  }

  @Override
  public InputStream stream() {
    return new ByteArrayInputStream(body);
  }
}
