package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// A request as the rooms see it.
record HelidonRequest(ServerRequest request) implements Request {
  /// So much of a body that is too large is read and thrown away, so that the client hears why.
  private static final long DRAINED_BYTES_MAX = 64L << 20;

  @Override
  public String path(String name) {
    return request.path().pathParameters().get(name);
  }

  @Override
  public Optional<String> query(String name) {
    return request.query().first(name).asOptional();
  }

  @Override
  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  @Override
  public byte[] body(int bytesMax) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream content = request.content().inputStream()) {
      byte[] body = content.readNBytes(bytesMax + 1);
      if (body.length > bytesMax) {
        long left = DRAINED_BYTES_MAX;
        byte[] chunk = new byte[1 << 16];
        for (int read = content.read(chunk); read >= 0 && left > 0; read = content.read(chunk)) {
          left -= read;
        }
        throw Problem.of(
                Problem.Kind.TOO_LARGE,
                "the request's body is larger than %,d bytes".formatted(bytesMax),
                "send fewer rows at once")
            .asException();
      }
      return body;
    } catch (IOException | UncheckedIOException e) {
      throw Problem.of(Problem.Kind.MALFORMED, "the request's body ended early", "send it again")
          .asException(e);
    }
  }

  @Override
  public InputStream stream() {
    return request.content().inputStream();
  }
}
