package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Walks the fields of one protobuf message, in place. It allocates nothing by what a length says,
/// and refuses what protobuf would silently skip: an honest writer makes none of it.
final class Proto {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int NAME_BYTES_MAX = 65_536;

  private final byte[] bytes;
  private final String where;
  private final int end;
  private int at;
  private int fieldStart;
  private int number;
  private int wire;
  private long value;
  private int from;

  private Proto(byte[] bytes, int start, int end, String where) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.where = where;
  }

  static Proto of(byte[] bytes, String where) {
    return new Proto(bytes, 0, bytes.length, where);
  }

  /// Part of the bytes.
  static Proto of(byte[] bytes, Span span, String where) {
    return new Proto(bytes, span.start(), span.end(), where);
  }

  /// Where something lies in the file, its end exclusive.
  record Span(int start, int end) {
    int length() {
      return end - start;
    }
  }

  /// Moves to the next field; false at the end.
  boolean next() {
    if (at == end) {
      return false;
    }
    fieldStart = at;
    long tag = varint();
    number = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (tag >>> 32 != 0 || number == 0) {
      throw broken("a field numbered 0 or too high");
    }
    switch (wire) {
      case VARINT -> value = varint();
      case FIXED64 -> value = fixed(8);
      case FIXED32 -> value = fixed(4);
      case BYTES -> {
        long length = varint();
        if (length < 0 || length > end - at) {
          throw broken("a field that is longer than what holds it");
        }
        from = at;
        at += (int) length;
      }
      default -> throw broken("a field of unknown form");
    }
    return true;
  }

  int number() {
    return number;
  }

  int wire() {
    return wire;
  }

  /// The number of a field that is one.
  long number64() {
    demand(VARINT);
    return value;
  }

  /// A number that must fit.
  int number32() {
    long number64 = number64();
    if (number64 != (int) number64) {
      throw broken("a number out of range");
    }
    return (int) number64;
  }

  /// The content of a field with a length.
  Span span() {
    demand(BYTES);
    return new Span(from, at);
  }

  /// The whole field with its tag, to copy it.
  Span field() {
    return new Span(fieldStart, at);
  }

  Proto message() {
    return of(bytes, span(), where);
  }

  /// A text that names something.
  String name() {
    Span span = span();
    if (span.length() > NAME_BYTES_MAX) {
      throw broken("a name of %d bytes".formatted(span.length()));
    }
    return text(span);
  }

  String text(Span span) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, span.start(), span.length()))
          .toString();
    } catch (CharacterCodingException e) {
      throw broken("a text that is not UTF-8");
    }
  }

  /// Whether a field's text may hold a character of four bytes, or a zero.
  boolean isHigh() {
    for (int index = from; index < at; index++) {
      if ((bytes[index] & 0xff) >= 0xf0 || bytes[index] == 0) {
        return true;
      }
    }
    return false;
  }

  /// Hands on the numbers of a repeated field, packed or not.
  void numbers(java.util.function.LongConsumer each) {
    if (wire == BYTES) {
      Proto packed = new Proto(bytes, from, at, where);
      while (packed.at < packed.end) {
        each.accept(packed.varint());
      }
    } else {
      each.accept(number64());
    }
  }

  /// How many numbers of a fixed width a repeated field adds, packed or not.
  int fixedNumbers(int width) {
    if (wire == BYTES) {
      if ((at - from) % width != 0) {
        throw broken("packed numbers of a broken length");
      }
      return (at - from) / width;
    }
    demand(width == 4 ? FIXED32 : FIXED64);
    return 1;
  }

  private void demand(int expected) {
    if (wire != expected) {
      throw broken("field %d of another form".formatted(number));
    }
  }

  private long varint() {
    long result = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == end) {
        throw broken("it ends too early");
      }
      byte next = bytes[at++];
      result |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw broken("a number of more than ten bytes");
  }

  private long fixed(int width) {
    if (end - at < width) {
      throw broken("it ends too early");
    }
    long result = 0;
    for (int index = 0; index < width; index++) {
      result |= (bytes[at + index] & 0xffL) << (8 * index);
    }
    at += width;
    return result;
  }

  ProblemException broken(String why) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a sound ONNX graph: " + why,
            where,
            "a file written by ONNX",
            "export the model again")
        .asException();
  }
}
