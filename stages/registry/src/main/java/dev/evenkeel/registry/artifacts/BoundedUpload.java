package dev.evenkeel.registry.artifacts;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;

/// Counts what a client sends, and ends in a problem when that is too much or breaks off: a store
/// could not tell a broken upload from a broken disk.
final class BoundedUpload extends InputStream {
  private final InputStream content;
  private final long bytesMax;
  private long bytes;

  BoundedUpload(InputStream content, long bytesMax) {
    this.content = content;
    this.bytesMax = bytesMax;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int read;
    try {
      read = content.read(target, offset, length);
    } catch (IOException e) {
      throw Problem.of(Problem.Kind.MALFORMED, "the file ended early", "send it again")
          .asException(e);
    }
    bytes += Math.max(0, read);
    if (bytes > bytesMax) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "the file is larger than %,d bytes".formatted(bytesMax),
              "raise the limit of the configuration, or store it elsewhere")
          .asException();
    }
    return read;
  }
}
