package dev.evenkeel.server;

import dev.evenkeel.base.BoundedBytes;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The body of one request, read by the request's thread.
final class RequestBody {
  /// So much is set aside because a client says that it will come.
  private static final int PROMISED_BYTES_MAX = 64 << 10;

  /// So much of what nobody wants is read and thrown away, so that the client hears the answer.
  private static final long DRAINED_BYTES_MAX = 64L << 20;

  private final ReadableEntity entity;
  private final long promised;
  private final BodyBudget.Held held;
  private @Nullable InputStream content;
  private boolean isBroken;
  private boolean isWhole;

  /// @param held what the body takes of the memory of all
  RequestBody(ServerRequest request, BodyBudget.Held held) {
    this.held = held;
    entity = request.content();
    promised = request.headers().contentLength().orElse(-1);
  }

  InputStream stream() {
    InputStream opened = content;
    if (opened == null) {
      opened = entity.inputStream();
      content = opened;
    }
    return opened;
  }

  byte[] read(int bytesMax) {
    if (!entity.hasEntity()) {
      return new byte[0];
    }
    byte[] body = received(bytesMax);
    if (body.length > bytesMax) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "the request's body is larger than %,d bytes".formatted(bytesMax),
              "send fewer rows at once")
          .asException();
    }
    return body;
  }

  private byte[] received(int bytesMax) {
    try {
      return promised >= 0 && promised <= Math.min(bytesMax, PROMISED_BYTES_MAX)
          ? whole((int) promised)
          : BoundedBytes.read(stream(), bytesMax, held::grow);
    } catch (CloseConnectionException | ProblemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      isBroken = true;
      throw unreadable(e);
    }
  }

  private static RuntimeException unreadable(Exception failure) {
    boolean isTooLarge =
        failure instanceof RequestException refusal
            && refusal.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code();
    return Problem.of(
            isTooLarge ? Problem.Kind.TOO_LARGE : Problem.Kind.MALFORMED,
            isTooLarge
                ? "a chunk of the request's body is too large"
                : "the request's body ended early, or is not framed as HTTP says",
            isTooLarge ? "send it in smaller chunks, or with its length" : "send it again")
        .asException(failure);
  }

  private byte[] whole(int length) throws IOException {
    byte[] body = new byte[length];
    if (stream().readNBytes(body, 0, length) < length) {
      throw new EOFException();
    }
    isWhole = true;
    return body;
  }

  void hold(long bytes) {
    held.grow(bytes);
  }

  /// Throws away what nobody has read.
  ///
  /// @return false when there is more of it than anybody should wait for, or it does not come
  boolean drain() {
    if (isWhole || !entity.hasEntity() || entity.consumed()) {
      return true;
    }
    if (isBroken) {
      return false;
    }
    byte[] chunk = new byte[1 << 16];
    long left = DRAINED_BYTES_MAX;
    try {
      for (int read = 0; read >= 0 && left > 0; read = stream().read(chunk)) {
        left -= read;
      }
    } catch (CloseConnectionException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return false;
    }
    return left > 0;
  }
}
