package dev.evenkeel.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.Http2Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// All open connections, each with its pace from its first byte on. It takes every connection, so
/// that which protocol it speaks is found out at that pace too.
final class Connections implements ServerConnectionSelector, AutoCloseable {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long LOOKS_PER_TIME = 8;
  private static final ScopedValue<PacedConnection> CURRENT = ScopedValue.newInstance();

  private final ConnectionSettings settings;
  private final ServerConnectionSelector http1;
  private final ServerConnectionSelector http2;
  private final Set<PacedConnection> open = ConcurrentHashMap.newKeySet();
  private final Thread watch;
  private volatile boolean isClosed;

  Connections(ConnectionSettings settings, Http2Config http2, GrpcProtocol grpc) {
    this.settings = settings;
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(Http1Config.create())
            .addUpgrader(new Upgrader(Http2Upgrader.create(http2)))
            .build();
    this.http2 =
        Http2ConnectionSelector.builder().http2Config(http2).addSubProtocolSelector(grpc).build();
    this.watch = Thread.ofPlatform().name("slow-clients").daemon().start(this::watch);
  }

  /// The connection whose requests this thread answers one by one; none for HTTP/2, whose requests
  /// have threads of their own.
  static Optional<PacedConnection> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /// How many are open.
  int count() {
    return open.size();
  }

  private void watch() {
    long pause =
        Math.clamp(
            Math.min(settings.patience().toNanos(), settings.idle().toNanos()) / LOOKS_PER_TIME,
            1_000_000,
            ClientWatch.UNWATCHED_NANOS);
    while (!isClosed) {
      LockSupport.parkNanos(pause);
      open.forEach(PacedConnection::look);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(watch);
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return Set.of("h2", "http/1.1");
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new Arrived(new PacedConnection(context, settings));
  }

  private boolean isHttp2(DataReader reader) {
    reader.ensureAvailable();
    while (true) {
      BufferData begun = reader.getBuffer(reader.available());
      int known = Math.min(begun.available(), PREFACE.length);
      for (int index = 0; index < known; index++) {
        if (begun.read() != PREFACE[index]) {
          return false;
        }
      }
      if (known == PREFACE.length) {
        return true;
      }
      reader.pullData();
    }
  }

  /// A connection from its first byte to its end.
  private final class Arrived implements ServerConnection, InterruptableTask<Void> {
    private final PacedConnection paced;
    private final long since = System.nanoTime();
    private volatile @Nullable ServerConnection protocol;

    Arrived(PacedConnection paced) {
      this.paced = paced;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      open.add(paced);
      try {
        ServerConnection found = identified();
        protocol = found;
        ScopedValue.where(CURRENT, paced)
            .call(() -> {
              found.handle(limit);
              return this;
            });
      } finally {
        open.remove(paced);
        paced.ended();
      }
    }

    private ServerConnection identified() {
      try {
        if (isHttp2(paced.dataReader())) {
          paced.framedFromTheStart();
          return http2.connection(paced);
        }
      } catch (DataReader.InsufficientDataAvailableException e) {
        throw new CloseConnectionException("it ended before it began", e);
      }
      return http1.connection(paced);
    }

    @Override
    public boolean canInterrupt() {
      return !(protocol instanceof InterruptableTask<?> task) || task.canInterrupt();
    }

    @Override
    public Duration idleTime() {
      ServerConnection found = protocol;
      return found == null ? Duration.ofNanos(System.nanoTime() - since) : found.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      ServerConnection found = protocol;
      if (found == null) {
        paced.end();
      } else {
        found.close(interrupt);
      }
    }
  }

  /// Leaves HTTP/1.1 for HTTP/2, which the pace must know.
  private record Upgrader(Http1Upgrader http2) implements Http1Upgrader {
    @Override
    public String supportedProtocol() {
      return http2.supportedProtocol();
    }

    @Override
    public @Nullable ServerConnection upgrade(
        ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
      ServerConnection upgraded = http2.upgrade(context, prologue, headers);
      if (upgraded != null && context instanceof PacedConnection paced) {
        paced.framed();
      }
      return upgraded;
    }
  }
}
