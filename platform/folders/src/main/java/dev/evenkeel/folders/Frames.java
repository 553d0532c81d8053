package dev.evenkeel.folders;

import dev.evenkeel.base.Problem;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Contents on their way, one behind another with nothing between: beside small contents, a tar's
/// headers and their checksums cost more than the contents.
///
/// It begins with eight letters, `EVKCONT1`. A content is 32 bytes of its SHA-256, eight of its
/// length, the highest first, and its bytes. The end is 40 bytes of which each is 255, so that what
/// breaks off is noticed.
public final class Frames {
  /// The media type.
  public static final String MEDIA_TYPE = "application/vnd.evenkeel.contents";

  private static final long BEGIN = 0x4556_4b43_4f4e_5431L;
  private static final int DIGEST_BYTES = 32;
  private static final int HEAD_BYTES = DIGEST_BYTES + Long.BYTES;
  private static final long END = -1;
  private static final String PREFIX = "sha256:";
  private static final HexFormat HEX = HexFormat.of();

  private Frames() {}

  /// Reads to the end.
  ///
  /// @param frames best buffered; stays open
  /// @param taker need not read a content to its end
  /// @throws dev.evenkeel.base.ProblemException of kind `MALFORMED` when there is none
  public static void read(InputStream frames, Bundle.Taker taker) {
    try {
      DataInputStream in = new DataInputStream(frames);
      if (in.readLong() != BEGIN) {
        throw malformed("they begin as something else").asException();
      }
      byte[] digest = new byte[DIGEST_BYTES];
      in.readFully(digest);
      for (long size = in.readLong(); size != END; size = in.readLong()) {
        if (size < 0) {
          throw malformed("a content is %d bytes long".formatted(size)).asException();
        }
        Part content = new Part(in, size);
        taker.take(PREFIX + HEX.formatHex(digest), size, content);
        content.skipAll();
        in.readFully(digest);
      }
      if (in.read() >= 0) {
        throw malformed("something follows their end").asException();
      }
    } catch (IOException e) {
      throw malformed("they break off").asException(e);
    }
  }

  private static Problem malformed(String what) {
    return new Problem(
        Problem.Kind.MALFORMED,
        "the contents cannot be read: " + what,
        "",
        MEDIA_TYPE + ", whole",
        "send them again");
  }

  /// Memory for some contents, framed.
  ///
  /// @param used memory that is taken again when it is large enough
  /// @param count how many
  /// @param bytes of all of them
  public static ByteBuffer begin(@Nullable ByteBuffer used, int count, long bytes) {
    int all = Math.toIntExact(Long.BYTES + (count + 1L) * HEAD_BYTES + bytes);
    ByteBuffer frames =
        used != null && used.capacity() >= all ? used.clear() : ByteBuffer.allocate(all + all / 8);
    return frames.putLong(BEGIN);
  }

  /// Adds a content, in the length in which it was found.
  public static void add(ByteBuffer frames, FoundFile file) throws IOException {
    String digest = file.file().digest();
    int size = Math.toIntExact(file.file().size());
    frames.put(HEX.parseHex(digest, PREFIX.length(), digest.length())).putLong(size);
    file.copyTo(frames.array(), frames.arrayOffset() + frames.position(), size);
    frames.position(frames.position() + size);
  }

  /// What stands behind the last one.
  public static void end(ByteBuffer frames) {
    byte[] end = new byte[HEAD_BYTES];
    Arrays.fill(end, (byte) END);
    frames.put(end);
  }

  /// One content of the stream.
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long size) {
      this.in = in;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read();
      took(read < 0 ? -1 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (left == 0) {
        return length == 0 ? 0 : -1;
      }
      int read = in.read(into, from, (int) Math.min(left, length));
      took(read);
      return read;
    }

    private void took(int read) throws EOFException {
      if (read < 0) {
        throw new EOFException("%,d bytes of a content are missing".formatted(left));
      }
      left -= read;
    }

    void skipAll() throws IOException {
      in.skipNBytes(left);
      left = 0;
    }
  }
}
