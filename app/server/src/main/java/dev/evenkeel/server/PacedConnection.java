package dev.evenkeel.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection whose client must keep a pace: the time that the process waits for it within one
/// request, or within one write, is bounded by what came or goes. What the process itself takes
/// does not count, and the time between two requests has a bound of its own.
///
/// Frames of HTTP/2 come when they come, and a wait for the next is no wait within one; there only
/// writes have a pace.
final class PacedConnection implements ConnectionContext {
  private static final Logger LOG = LoggerFactory.getLogger(PacedConnection.class);
  private static final long NEVER = Long.MAX_VALUE;
  private static final long ORIGIN = System.nanoTime();

  private final ConnectionContext context;
  private final ConnectionSettings settings;
  private volatile DataReader reader;
  private final DataWriter writer;
  private final ClientWatch watch = new ClientWatch(this::next);
  private final Queue<BodyBudget.Held> holds = new ConcurrentLinkedQueue<>();
  private volatile boolean isFramed;
  private volatile @Nullable OpenStreams streams;
  private volatile boolean isWithinRequest;
  private volatile long readEnds = NEVER;
  private volatile long writeEnds = NEVER;
  private long waited;
  private long bytes;

  PacedConnection(ConnectionContext context, ConnectionSettings settings) {
    this.context = context;
    this.settings = settings;
    this.reader = new Reader();
    this.writer = new Writer();
  }

  /// Reads have no pace any more, since frames of HTTP/2 follow.
  void framed() {
    isFramed = true;
  }

  /// The same for a connection that begins with them, before anything was read of it; the names of
  /// their pseudo headers come as the HTTP server takes them.
  void framedFromTheStart() {
    framed();
    OpenStreams open = new OpenStreams();
    streams = open;
    reader = DataReader.create(new IndexedFrames(reader, open));
  }

  /// Hangs up on a client that was waited for too long, and looks whether one has hung up. By any
  /// thread, now and then.
  void look() {
    long now = now();
    if (readEnds < now || writeEnds < now) {
      end();
    }
    watch.look();
  }

  /// Whether its client is still there.
  ClientWatch watch() {
    return watch;
  }

  /// Memory for what its client sends, given back at the latest when the connection has ended.
  BodyBudget.Held hold(BodyBudget budget) {
    holds.removeIf(BodyBudget.Held::isClosed);
    BodyBudget.Held held = budget.open();
    holds.add(held);
    return held;
  }

  /// It has ended.
  void ended() {
    holds.forEach(BodyBudget.Held::close);
  }

  void end() {
    try {
      context.serverSocket().close();
    } catch (UncheckedIOException e) {
      LOG.debug("A connection had ended already", e);
    }
  }

  private static long now() {
    return System.nanoTime() - ORIGIN;
  }

  private byte[] read() {
    byte[] read = await();
    if (!isWithinRequest) {
      isWithinRequest = true;
      waited = 0;
      bytes = 0;
    }
    bytes += read.length;
    return read;
  }

  private byte[] next() {
    DataReader from = context.dataReader();
    from.ensureAvailable();
    return from.readBytes(from.available());
  }

  private byte[] await() {
    long begun = now();
    if (!isFramed) {
      readEnds =
          begun + (isWithinRequest ? settings.nanosFor(bytes) - waited : settings.idle().toNanos());
    }
    try {
      return watch.read();
    } finally {
      readEnds = NEVER;
      waited += now() - begun;
    }
  }

  private void write(long length, Runnable write) {
    // What comes after an answer is another request.
    isWithinRequest = false;
    writeEnds = now() + settings.nanosFor(length);
    try {
      write.run();
    } finally {
      writeEnds = NEVER;
    }
  }

  private final class Reader extends DataReader {
    // Its `create` makes one that reads chunks of any size.
    @SuppressWarnings("removal")
    Reader() {
      super(PacedConnection.this::read);
    }

    /// Asked for a whole chunk at once, of the size that its client claims.
    @Override
    public BufferData readBuffer(int length) {
      if (length > settings.chunkBytesMax()) {
        throw RequestException.builder()
            .type(DirectHandler.EventType.BAD_REQUEST)
            .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
            .setKeepAlive(false)
            .message("a chunk is larger than %,d bytes".formatted(settings.chunkBytesMax()))
            .safeMessage(true)
            .build();
      }
      return super.readBuffer(length);
    }
  }

  private final class Writer implements DataWriter {
    @Override
    public void write(BufferData... buffers) {
      PacedConnection.this.write(length(buffers), () -> context.dataWriter().write(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      PacedConnection.this.write(buffer.available(), () -> context.dataWriter().write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
      PacedConnection.this.write(length(buffers), () -> context.dataWriter().writeNow(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
      OpenStreams open = streams;
      BufferData sent = open == null ? buffer : open.sends(buffer);
      PacedConnection.this.write(sent.available(), () -> context.dataWriter().writeNow(sent));
    }

    @Override
    public void flush() {
      PacedConnection.this.write(0, context.dataWriter()::flush);
    }

    @Override
    public void close() {
      context.dataWriter().close();
    }

    private static long length(BufferData... buffers) {
      long length = 0;
      for (BufferData buffer : buffers) {
        length += buffer.available();
      }
      return length;
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
