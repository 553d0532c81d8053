package dev.evenkeel.server;

import dev.evenkeel.base.Request;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A request as the rooms see it.
record HelidonRequest(ServerRequest request, Addresses.Found found, RequestBody body)
    implements Request {
  /// As many as our own code asks for; to make one takes longer than to look it up.
  private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();

  @Override
  public String path(String name) {
    return found.value(name);
  }

  @Override
  public Optional<String> query(String name) {
    return request.query().first(name).asOptional();
  }

  @Override
  public List<String> queries(String name) {
    return request.query().all(name, List::of);
  }

  @Override
  public Optional<String> header(String name) {
    HeaderName known = NAMES.get(name);
    if (known == null) {
      known = NAMES.computeIfAbsent(name, HeaderNames::create);
    }
    return request.headers().first(known);
  }

  @Override
  public byte[] body(int bytesMax) {
    return body.read(bytesMax);
  }

  @Override
  public void hold(long bytes) {
    body.hold(bytes);
  }

  @Override
  public void endWithClient() {
    Connections.current().ifPresent(connection -> connection.watch().begin());
  }

  /// Its answer is there, or will not come.
  ///
  /// @return whether its client has hung up meanwhile
  boolean ended() {
    return Connections.current().map(connection -> connection.watch().end()).orElse(false);
  }

  @Override
  public InputStream stream() {
    return body.stream();
  }
}
