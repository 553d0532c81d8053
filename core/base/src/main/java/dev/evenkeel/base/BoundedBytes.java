package dev.evenkeel.base;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Bytes of which their sender decides how many there are.
public final class BoundedBytes {
  private static final int PART_BYTES = 64 << 10;

  private BoundedBytes() {}

  /// Reads to the end, or one byte beyond the bound, so that the caller sees that there are more.
  ///
  /// @param hold told before each part how much memory it takes
  public static byte[] read(InputStream in, int bytesMax, LongConsumer hold) throws IOException {
    List<byte[]> parts = new ArrayList<>();
    long left = bytesMax + 1L;
    int read = PART_BYTES;
    while (left > 0 && read == PART_BYTES) {
      int wanted = (int) Math.min(PART_BYTES, left);
      hold.accept(wanted);
      byte[] part = in.readNBytes(wanted);
      parts.add(part);
      read = part.length;
      left -= read;
    }
    return parts.size() == 1 ? parts.getFirst() : joined(parts, (int) (bytesMax + 1L - left));
  }

  private static byte[] joined(List<byte[]> parts, int length) {
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
