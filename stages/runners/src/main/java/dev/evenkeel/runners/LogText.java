package dev.evenkeel.runners;

import dev.evenkeel.runners.keeper.BoundedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// Makes text of the bytes of a log.
final class LogText {
  // What would move a terminal's cursor or hide a line.
  private static final Pattern CONTROL =
      Pattern.compile("\\e\\[[0-9;?]*[A-Za-z]|[\\p{Cntrl}&&[^\\n\\t\\r]]");
  private static final int CHARACTER_MAX = 4;
  private static final int BYTES_MIN = 16;

  private LogText() {}

  /// @param isOver asked before the log is read, since it may end between the two
  static LogPart of(Kept kept, long offset, int max, BooleanSupplier isOver) {
    try {
      if (!kept.exists()) {
        return new LogPart("", offset, true);
      }
      boolean over = isOver.getAsBoolean();
      long size = kept.order().limits().logBytes();
      BoundedLog.Read read =
          BoundedLog.read(kept.folder().keeper(), size, offset, Math.max(BYTES_MIN, max));
      return part(read, Math.max(0, offset), over);
    } catch (IOException e) {
      throw AttemptFolders.unusable(e);
    }
  }

  static LogPart part(byte[] printed, long offset, int max, boolean over) {
    int from = Math.clamp(offset, 0, printed.length);
    int to = (int) Math.min(printed.length, from + (long) Math.max(BYTES_MIN, max));
    byte[] bytes = Arrays.copyOfRange(printed, from, to);
    return part(new BoundedLog.Read(bytes, from, printed.length), from, over);
  }

  /// @param asked the offset that was asked for
  /// @param over whether nothing is written any more
  static LogPart part(BoundedLog.Read read, long asked, boolean over) {
    byte[] bytes = read.bytes();
    boolean last = read.offset() + bytes.length >= read.written();
    int length = over && last ? bytes.length : whole(bytes);
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    long gone = read.offset() - Math.min(asked, read.offset());
    String gap = gone > 0 ? "\n[%,d bytes left out]\n".formatted(gone) : "";
    return new LogPart(
        gap + CONTROL.matcher(text).replaceAll(""), read.offset() + length, over && last);
  }

  /// The bytes before a character whose rest is still to come.
  private static int whole(byte[] bytes) {
    for (int back = 1; back <= Math.min(CHARACTER_MAX, bytes.length); back++) {
      int value = bytes[bytes.length - back] & 0xff;
      if (value < 0x80) {
        return bytes.length;
      }
      if (value >= 0xc0) {
        int needed = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
        return back < needed ? bytes.length - back : bytes.length;
      }
    }
    return bytes.length;
  }
}
