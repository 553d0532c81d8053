package dev.evenkeel.runtimes.onnx;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/// Rewrites the texts of a graph that hold characters beyond the first 65,536, such as 🏠. The
/// library's Java binding hands such a character over as two halves of three bytes each, so a graph
/// that holds its four bytes would never find it equal. Both are written with halves here; on the
/// way back the binding joins them.
final class HighTexts {
  /// Fields that lead to texts: of a model, a graph, a node and so on.
  private enum Level {
    MODEL,
    GRAPH,
    FUNCTION,
    NODE,
    ATTRIBUTE,
    TENSOR,
    SPARSE
  }

  private HighTexts() {}

  /// The same model when it holds no such text.
  static byte[] halved(byte[] model, String where) {
    byte[] written = write(Proto.of(model, where), model, Level.MODEL);
    return written.length == model.length ? model : written;
  }

  private static byte[] write(Proto message, byte[] bytes, Level level) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    while (message.next()) {
      Level inner = inner(level, message.number());
      boolean isText = isText(level, message.number());
      if (inner == null && !isText) {
        written.write(bytes, message.field().start(), message.field().length());
        continue;
      }
      byte[] content =
          inner == null ? halves(bytes, message.span()) : write(message.message(), bytes, inner);
      if (content.length == message.span().length()) {
        written.write(bytes, message.field().start(), message.field().length());
      } else {
        written.writeBytes(GraphRewrite.message(message.number(), content));
      }
    }
    return written.toByteArray();
  }

  private static @org.jspecify.annotations.Nullable Level inner(Level level, int number) {
    return switch (level) {
      case MODEL -> number == 7 ? Level.GRAPH : number == 25 ? Level.FUNCTION : null;
      case GRAPH ->
          switch (number) {
            case 1 -> Level.NODE;
            case 5 -> Level.TENSOR;
            case 15 -> Level.SPARSE;
            default -> null;
          };
      case FUNCTION -> number == 7 ? Level.NODE : number == 11 ? Level.ATTRIBUTE : null;
      case NODE -> number == 5 ? Level.ATTRIBUTE : null;
      case ATTRIBUTE ->
          switch (number) {
            case 5, 10 -> Level.TENSOR;
            case 6, 11 -> Level.GRAPH;
            case 22, 23 -> Level.SPARSE;
            default -> null;
          };
      case SPARSE -> number == 1 ? Level.TENSOR : null;
      case TENSOR -> null;
    };
  }

  private static boolean isText(Level level, int number) {
    return switch (level) {
      case ATTRIBUTE -> Set.of(4, 9).contains(number);
      case TENSOR -> number == 6;
      case MODEL, GRAPH, FUNCTION, NODE, SPARSE -> false;
    };
  }

  private static byte[] halves(byte[] bytes, Proto.Span span) {
    ByteArrayOutputStream written = new ByteArrayOutputStream(span.length());
    for (int at = span.start(); at < span.end(); at++) {
      int first = bytes[at] & 0xff;
      if (first >= 0xf0 && first <= 0xf4 && at + 3 < span.end()) {
        int point =
            ((first & 7) << 18)
                | ((bytes[at + 1] & 0x3f) << 12)
                | ((bytes[at + 2] & 0x3f) << 6)
                | (bytes[at + 3] & 0x3f);
        three(written, Character.highSurrogate(point));
        three(written, Character.lowSurrogate(point));
        at += 3;
      } else if (first == 0) {
        written.write(0xc0);
        written.write(0x80);
      } else {
        written.write(first);
      }
    }
    return written.toByteArray();
  }

  private static void three(ByteArrayOutputStream written, char half) {
    written.write(0xe0 | (half >> 12));
    written.write(0x80 | ((half >> 6) & 0x3f));
    written.write(0x80 | (half & 0x3f));
  }
}
