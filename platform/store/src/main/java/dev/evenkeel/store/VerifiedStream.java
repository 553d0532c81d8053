package dev.evenkeel.store;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// A blob as it is read from its first byte to its last. The last bytes are given out only after
/// the digest of all is right, so nobody ends up with a whole file that is another.
public final class VerifiedStream extends FilterInputStream {
  private static final int CHUNK_BYTES = 1 << 16;

  private final String digest;
  private final long length;
  private final MessageDigest running = Digests.start();
  private long read;
  private boolean isVerified;

  /// @param digest by which the blob was asked for
  /// @param length of the bytes that come
  public VerifiedStream(InputStream content, String digest, long length) {
    super(content);
    this.digest = digest;
    this.length = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int wanted) throws IOException {
    int count = in.read(into, offset, wanted);
    if (count > 0) {
      running.update(into, offset, count);
      read += count;
    }
    if (count < 0 || read >= length) {
      verify();
    }
    return count;
  }

  /// What is skipped counts for the digest, too.
  @Override
  public long skip(long bytes) throws IOException {
    byte[] chunk = new byte[Math.clamp(bytes, 1, CHUNK_BYTES)];
    long skipped = 0;
    while (skipped < bytes) {
      int count = read(chunk, 0, (int) Math.min(chunk.length, bytes - skipped));
      if (count < 0) {
        break;
      }
      skipped += count;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() {
    if (isVerified) {
      return;
    }
    if (read != length || !Digests.named(running.digest()).equals(digest)) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "blob %s was changed in its store: its bytes have another digest".formatted(digest),
              "restore it from a backup")
          .asException();
    }
    isVerified = true;
  }
}
