package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Bounds what may be read before the next entry of an archive: the library keeps a header in
/// memory, however long its sender makes it.
final class HeaderMeter extends FilterInputStream {
  private static final long HEADER_MAX = 256 << 10;

  private long left = HEADER_MAX;

  HeaderMeter(InputStream in) {
    super(in);
  }

  /// What is read next is a header.
  void header() {
    left = HEADER_MAX;
  }

  /// What is read next is content, which others bound.
  void content() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = super.read(bytes, from, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "the outputs hold a name or header that is too long",
              "",
              "at most 256 KiB between two files",
              "")
          .asException();
    }
  }
}
