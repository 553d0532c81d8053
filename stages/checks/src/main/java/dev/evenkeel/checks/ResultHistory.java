package dev.evenkeel.checks;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Results of earlier checks in a file of JSON lines that only grows. A line is there as a whole or
/// counts for nothing: what a crash tore is passed over, and the next line begins after it.
public final class ResultHistory {
  private static final int LINE_BYTES_MAX = 16 << 20;

  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path file;

  private ResultHistory(Path file) {
    this.file = file;
  }

  /// A file, or a folder that has one for each contract.
  ///
  /// @param contract its id
  public static ResultHistory of(Path place, String contract) {
    if (!Files.isDirectory(place)) {
      return new ResultHistory(place);
    }
    // An id may be anything, a path among them.
    String name =
        contract.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,100}")
            ? contract
            : Digests.of(contract).substring("sha256:".length()).substring(0, 32);
    return new ResultHistory(place.resolve(name + ".results.jsonl"));
  }

  /// The file.
  public Path file() {
    return file;
  }

  /// Adds a run, and answers when the disk has it. Several processes may add to one file.
  public void append(PastRun run) {
    // The lock of a file is the process's, not the thread's.
    IN_PROCESS.lock();
    try {
      appendAlone(run);
    } finally {
      IN_PROCESS.unlock();
    }
  }

  private void appendAlone(PastRun run) {
    byte[] line = (run.line() + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      long end = channel.size();
      boolean isTorn = end > 0 && !endsWithLineFeed(channel, end);
      ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
      if (isTorn) {
        bytes.put((byte) '\n');
      }
      bytes.put(line).flip();
      channel.position(end);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  private static boolean endsWithLineFeed(FileChannel channel, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    channel.read(last, end - 1);
    return last.get(0) == '\n';
  }

  /// The newest runs of one object, the newest last; of every object when it is empty.
  ///
  /// @param most how many of them
  public List<PastRun> read(String object, int most) {
    if (!Files.exists(file)) {
      return List.of();
    }
    Deque<PastRun> newest = new ArrayDeque<>();
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int letter = bytes.read(); letter >= 0; letter = bytes.read()) {
        if (letter != '\n') {
          // Nothing writes longer ones; the rest of it is passed over.
          if (line.size() <= LINE_BYTES_MAX) {
            line.write(letter);
          }
          continue;
        }
        PastRun.read(line.toByteArray())
            .filter(run -> object.isEmpty() || run.object().equals(object))
            .ifPresent(run -> {
              newest.addLast(run);
              if (newest.size() > most) {
                newest.removeFirst();
              }
            });
        line.reset();
      }
    } catch (IOException e) {
      throw failed("read", e);
    }
    return new ArrayList<>(newest);
  }

  private RuntimeException failed(String what, IOException cause) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "the history of results cannot be " + what,
            file.toString(),
            "a file in a folder that is there, with room on the disk",
            "")
        .asException(cause);
  }
}
