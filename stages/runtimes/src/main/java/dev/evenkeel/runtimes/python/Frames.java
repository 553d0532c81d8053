package dev.evenkeel.runtimes.python;

import dev.evenkeel.contracts.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Frames as workers read them, and one of several.
final class Frames {
  private static final byte NUMBERS = 0;
  private static final byte TEXTS = 1;

  private Frames() {}

  /// The content of a frame of rows: count, number of columns, then each column.
  static byte[] encode(Frame frame) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 + frame.rows() * 16);
    byte[] head = new byte[6];
    little(head).putInt(frame.rows()).putShort((short) frame.names().size());
    out.writeBytes(head);
    for (String name : frame.names()) {
      byte[] named = name.getBytes(StandardCharsets.UTF_8);
      Frame.Column column = frame.column(name);
      byte kind = column instanceof Frame.Texts ? TEXTS : NUMBERS;
      byte[] about = new byte[3];
      little(about).put(kind).putShort((short) named.length);
      out.writeBytes(about);
      out.writeBytes(named);
      switch (column) {
        case Frame.Numbers(double[] values) -> {
          byte[] bytes = new byte[Math.multiplyExact(values.length, 8)];
          little(bytes).asDoubleBuffer().put(values);
          out.writeBytes(bytes);
        }
        case Frame.Texts(@Nullable String[] values) -> texts(values, out);
        case Frame.Times times ->
            throw new IllegalArgumentException(
                "Cannot hand column %s to a worker: it holds times".formatted(name));
      }
    }
    return out.toByteArray();
  }

  private static void texts(@Nullable String[] values, ByteArrayOutputStream out) {
    byte[] sizes = new byte[Math.multiplyExact(values.length, 4)];
    ByteBuffer lengths = little(sizes);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String value : values) {
      if (value == null) {
        lengths.putInt(-1);
      } else {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        lengths.putInt(bytes.length);
        content.writeBytes(bytes);
      }
    }
    out.writeBytes(sizes);
    out.writeBytes(content.toByteArray());
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The rows of all, in their order; all have the same columns.
  static Frame joined(List<Frame> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    int rows = parts.stream().mapToInt(Frame::rows).sum();
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    for (String name : parts.getFirst().names()) {
      List<Frame.Column> pieces = new ArrayList<>();
      parts.forEach(part -> pieces.add(part.column(name)));
      columns.put(name, joined(pieces, rows));
    }
    return new Frame(rows, columns);
  }

  private static Frame.Column joined(List<Frame.Column> pieces, int rows) {
    int at = 0;
    if (pieces.getFirst() instanceof Frame.Texts) {
      @Nullable String[] all = new @Nullable String[rows];
      for (Frame.Column piece : pieces) {
        System.arraycopy(((Frame.Texts) piece).values(), 0, all, at, piece.length());
        at += piece.length();
      }
      return new Frame.Texts(all);
    }
    double[] all = new double[rows];
    for (Frame.Column piece : pieces) {
      System.arraycopy(((Frame.Numbers) piece).values(), 0, all, at, piece.length());
      at += piece.length();
    }
    return new Frame.Numbers(all);
  }
}
