package dev.evenkeel.runners.keeper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What a program printed, in two files of a fixed size however much that was: the beginning, and
/// the end in a ring behind the number of all bytes.
public final class BoundedLog implements AutoCloseable {
  static final String HEAD = "log";
  static final String RING = "log.ring";
  private static final int COUNT_BYTES = Long.BYTES;

  private final FileChannel head;
  private final FileChannel ring;
  private final long headMax;
  private final long ringMax;
  private long written;

  /// Goes on behind what stands there.
  ///
  /// @param bytes of both halves
  public BoundedLog(Path folder, long bytes) throws IOException {
    headMax = bytes / 2;
    ringMax = bytes - headMax;
    head =
        FileChannel.open(folder.resolve(HEAD), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ring =
        FileChannel.open(folder.resolve(RING), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    written = Files.size(folder.resolve(HEAD));
  }

  /// Adds bytes.
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      ByteBuffer rest = ByteBuffer.wrap(bytes, from + done, length - done);
      int room;
      if (written < headMax) {
        room = (int) Math.min(rest.remaining(), headMax - written);
        all(head, rest.limit(rest.position() + room), written);
      } else {
        long at = (written - headMax) % ringMax;
        room = (int) Math.min(rest.remaining(), ringMax - at);
        all(ring, rest.limit(rest.position() + room), COUNT_BYTES + at);
      }
      written += room;
      done += room;
    }
    if (written > headMax) {
      all(ring, ByteBuffer.allocate(COUNT_BYTES).putLong(0, written), 0);
    }
  }

  private static void all(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += channel.write(bytes, place);
    }
  }

  @Override
  public void close() throws IOException {
    try (head;
        ring) {
      head.force(false);
    }
  }

  /// What can be read of a log now.
  public static final class Read {
    private final byte[] bytes;
    private final long offset;
    private final long written;

    /// Of a log in memory, too.
    public Read(byte[] bytes, long offset, long written) {
      this.bytes = bytes;
      this.offset = offset;
      this.written = written;
    }

    /// From [#offset] on; not copied.
    public byte[] bytes() {
      return bytes;
    }

    /// Of the first byte; more than was asked for when bytes before it are gone.
    public long offset() {
      return offset;
    }

    /// All that was ever printed.
    public long written() {
      return written;
    }
  }

  /// Reads a part, also while it grows.
  ///
  /// @param size with which it is written
  public static Read read(Path folder, long size, long offset, int max) throws IOException {
    Path headFile = folder.resolve(HEAD);
    if (!Files.exists(headFile)) {
      return new Read(new byte[0], offset, 0);
    }
    long headMax = size / 2;
    long ringMax = size - headMax;
    try (FileChannel head = FileChannel.open(headFile, StandardOpenOption.READ);
        FileChannel ring = FileChannel.open(folder.resolve(RING), StandardOpenOption.READ)) {
      long written = written(head, ring);
      long from = Math.min(Math.max(0, offset), written);
      if (from == written) {
        return new Read(new byte[0], from, written);
      }
      if (from < Math.min(headMax, written)) {
        int length = (int) Math.min(max, Math.min(headMax, written) - from);
        return new Read(bytes(head, from, length), from, written);
      }
      from = Math.max(from, Math.max(headMax, written - ringMax));
      int length = (int) Math.min(max, Math.max(0, written - from));
      byte[] bytes = around(ring, from - headMax, length, ringMax);
      // What was written over while we read is gone, too.
      long oldest = Math.min(from + length, Math.max(from, written(head, ring) - ringMax));
      byte[] kept = Arrays.copyOfRange(bytes, (int) (oldest - from), bytes.length);
      return new Read(kept, oldest, written);
    }
  }

  private static long written(FileChannel head, FileChannel ring) throws IOException {
    ByteBuffer count = ByteBuffer.allocate(COUNT_BYTES);
    return ring.read(count, 0) == COUNT_BYTES
        ? Math.max(head.size(), count.getLong(0))
        : head.size();
  }

  private static byte[] around(FileChannel ring, long from, int length, long ringMax)
      throws IOException {
    long at = from % ringMax;
    int before = (int) Math.min(length, ringMax - at);
    byte[] bytes = Arrays.copyOf(bytes(ring, COUNT_BYTES + at, before), length);
    byte[] after = bytes(ring, COUNT_BYTES, length - before);
    System.arraycopy(after, 0, bytes, before, after.length);
    return bytes;
  }

  private static byte[] bytes(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
      // Short reads happen on some file systems.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
