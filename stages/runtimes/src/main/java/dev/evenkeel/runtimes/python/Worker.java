package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.processes.Child;
import dev.evenkeel.processes.Ended;
import dev.evenkeel.processes.Launch;
import dev.evenkeel.processes.Workplace;
import dev.evenkeel.runtimes.python.WorkerFailure.Why;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// One child process that answers for a model. Belongs to one thread.
final class Worker implements AutoCloseable {
  private static final byte HELLO = 1;
  private static final byte READY = 2;
  private static final byte ROWS = 3;
  private static final byte ANSWERS = 4;
  private static final byte REFUSED = 5;
  private static final int MAGIC = 'E' | 'V' << 8 | 'K' << 16 | 'P' << 24;
  private static final int HEADER_BYTES = 9;
  private static final int TEXT_MAX = 1 << 20;
  private static final int OUT_OF_MEMORY = 70;
  // A path of a Unix domain socket may have 104 bytes, on some systems.
  private static final int PATH_MAX = 100;
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Child child;
  private final SocketChannel channel;
  private final Selector selector;

  private Worker(Child child, SocketChannel channel, Selector selector) {
    this.child = child;
    this.channel = channel;
    this.selector = selector;
  }

  /// Starts one and waits until it has loaded the model.
  ///
  /// @param hello what it is to load
  static Started start(
      Workplace workplace, Launch launch, Map<String, Object> hello, Duration longest)
      throws WorkerFailure {
    long deadline = System.nanoTime() + longest.toNanos();
    Path socket = socketPath(workplace.directory());
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      server.configureBlocking(false);
      Child child = workplace.start(with(launch, socket));
      try {
        SocketChannel channel = accept(server, child, deadline);
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        Worker worker = new Worker(child, channel, selector);
        channel.register(selector, SelectionKey.OP_READ);
        worker.send(HELLO, Json.write(hello), deadline);
        Reply reply = worker.receive(TEXT_MAX, deadline);
        if (reply.kind != READY) {
          throw new WorkerFailure(Why.DIED, "the model cannot be loaded: " + reply.text());
        }
        return new Started(worker, Introduction.read(reply.content));
      } catch (WorkerFailure | IOException | RuntimeException e) {
        child.close();
        throw e;
      }
    } catch (IOException e) {
      throw new WorkerFailure(Why.DIED, "its socket failed");
    } finally {
      remove(socket);
    }
  }

  /// A worker that is ready, and what it said of the model.
  record Started(Worker worker, Introduction introduction) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Reply(byte kind, byte[] content) {
    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  private static Launch with(Launch launch, Path socket) {
    java.util.List<String> command = new java.util.ArrayList<>(launch.command());
    command.add(socket.toString());
    return new Launch(command, launch.environment(), launch.limits());
  }

  private static Path socketPath(Path directory) {
    String name = UUID.randomUUID().toString().substring(0, 8);
    Path path = directory.resolve(name);
    if (path.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_MAX) {
      return path;
    }
    return Path.of(System.getProperty("java.io.tmpdir"), "evenkeel-" + UUID.randomUUID());
  }

  private static void remove(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      // It is gone with its directory, at the latest.
    }
  }

  private static SocketChannel accept(ServerSocketChannel server, Child child, long deadline)
      throws IOException, WorkerFailure {
    while (true) {
      SocketChannel channel = server.accept();
      if (channel != null) {
        return channel;
      }
      if (System.nanoTime() > deadline) {
        throw new WorkerFailure(Why.TIME, "the model was not loaded in time");
      }
      try {
        if (child.awaitEnd(Duration.ofMillis(5))) {
          throw died(child);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WorkerFailure(Why.DIED, "it was stopped");
      }
    }
  }

  /// Computes rows.
  ///
  /// @param outputs numbers for each row
  double[] predict(Frame rows, int outputs, Duration longest) throws WorkerFailure {
    long deadline = System.nanoTime() + longest.toNanos();
    int expected = Math.multiplyExact(rows.rows(), outputs * 8);
    try {
      send(ROWS, Frames.encode(rows), deadline);
      Reply reply = receive(Math.max(expected, TEXT_MAX), deadline);
      if (reply.kind == ANSWERS && reply.content.length == expected) {
        double[] answers = new double[rows.rows() * outputs];
        ByteBuffer.wrap(reply.content).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(answers);
        return answers;
      }
      Why why = reply.kind == REFUSED ? Why.REFUSED : Why.DIED;
      throw new WorkerFailure(why, reply.kind == ANSWERS ? "it broke the protocol" : reply.text());
    } catch (IOException e) {
      throw died(child);
    }
  }

  private void send(byte kind, byte[] content, long deadline) throws IOException, WorkerFailure {
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(MAGIC)
            .put(kind)
            .putInt(content.length)
            .flip();
    ByteBuffer[] parts = {header, ByteBuffer.wrap(content)};
    while (parts[1].hasRemaining() || parts[0].hasRemaining()) {
      if (channel.write(parts) == 0) {
        await(SelectionKey.OP_WRITE, deadline);
      }
    }
  }

  private Reply receive(int contentMax, long deadline) throws IOException, WorkerFailure {
    ByteBuffer header = fill(HEADER_BYTES, deadline).order(ByteOrder.LITTLE_ENDIAN);
    int magic = header.getInt();
    byte kind = header.get();
    int length = header.getInt();
    if (magic != MAGIC || length < 0 || length > contentMax) {
      throw new WorkerFailure(Why.DIED, "it broke the protocol");
    }
    return new Reply(kind, fill(length, deadline).array());
  }

  private ByteBuffer fill(int bytes, long deadline) throws IOException, WorkerFailure {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer);
      if (read < 0) {
        throw died(child);
      }
      if (read == 0) {
        // A descendant may hold the connection open after the end of the worker.
        if (!child.isAlive() && channel.read(buffer) <= 0) {
          throw died(child);
        }
        await(SelectionKey.OP_READ, deadline);
      }
    }
    return buffer.flip();
  }

  private void await(int operation, long deadline) throws IOException, WorkerFailure {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      child.end(Ended.Cause.TIME);
      throw new WorkerFailure(Why.TIME, "it took longer than it may");
    }
    channel.keyFor(selector).interestOps(operation);
    selector.select(Math.min(left, LOOK.toMillis()));
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new WorkerFailure(Why.DIED, "it was stopped");
    }
  }

  boolean isAlive() {
    return child.isAlive();
  }

  long residentBytes() {
    return child.residentBytes();
  }

  private static WorkerFailure died(Child child) {
    try {
      if (!child.awaitEnd(LOOK)) {
        child.end(Ended.Cause.CLOSED);
        return new WorkerFailure(Why.DIED, "it closed its connection");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new WorkerFailure(Why.DIED, "it was stopped");
    }
    Ended ended = child.ended();
    String last = ended.tail().isEmpty() ? "" : "; its last words: " + lastLine(ended.tail());
    boolean memory = ended.cause() == Ended.Cause.EXIT && ended.exit() == OUT_OF_MEMORY;
    return new WorkerFailure(
        ended.cause() == Ended.Cause.TIME ? Why.TIME : Why.DIED,
        "its process " + (memory ? "took more memory than it may" : ended.why()) + last);
  }

  private static String lastLine(String tail) {
    String last = tail.lines().reduce("", (_, line) -> line);
    return last.length() <= 300 ? last : last.substring(0, 300) + "…";
  }

  @Override
  public void close() {
    try {
      channel.close();
      selector.close();
    } catch (IOException e) {
      // The process ends below, and with it the connection.
    }
    child.close();
  }
}
