package dev.evenkeel.models.trees;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads Universal Binary JSON as XGBoost writes it: big-endian, lists with a type, a count or an
/// end. A length is compared with what is left of the file before anything is allocated.
final class UbjDocument {
  private final Refusal refusal;
  private final DocumentBuilder document;
  private final ByteBuffer in;

  private UbjDocument(byte[] bytes, Refusal refusal) {
    this.in = ByteBuffer.wrap(bytes);
    this.refusal = refusal;
    this.document = new DocumentBuilder(refusal);
  }

  static Value read(byte[] bytes, Refusal refusal) {
    UbjDocument reader = new UbjDocument(bytes, refusal);
    Value value = reader.value(reader.marker(), "the document", 0);
    if (reader.in.hasRemaining()) {
      throw refusal.malformed(
          "not UBJSON: something stands behind the end, at byte %d".formatted(reader.in.position()),
          "one document");
    }
    return value;
  }

  private Value value(char marker, String name, int depth) {
    return switch (marker) {
      case 'Z' -> new Value.Nothing();
      case 'T' -> new Value.Figure(1);
      case 'F' -> new Value.Figure(0);
      case 'i', 'U', 'I', 'l', 'L', 'd', 'D' -> new Value.Figure(number(marker));
      case 'C' -> new Value.Text(String.valueOf((char) (take(1).get() & 0x7f)));
      case 'S' -> {
        document.count();
        yield new Value.Text(text(length(marker())));
      }
      case '[' -> list(name, deeper(depth));
      case '{' -> object(deeper(depth));
      default -> throw unknown(marker);
    };
  }

  private Value list(String name, int depth) {
    document.count();
    char first = marker();
    if (first == '$') {
      return typed();
    }
    DocumentBuilder.Growing list = document.new Growing(name);
    if (first == '#') {
      for (int left = length(marker()); left > 0; left--) {
        list.add(value(marker(), name, depth));
      }
    } else {
      for (char marker = first; marker != ']'; marker = marker()) {
        list.add(value(marker, name, depth));
      }
    }
    return list.build();
  }

  private Value typed() {
    char type = marker();
    int size = size(type);
    if (marker() != '#') {
      throw broken("a typed list without a count");
    }
    int count = length(marker());
    if ((long) count * size > in.remaining()) {
      throw broken("a list of %d numbers".formatted(count));
    }
    double[] numbers = new double[count];
    for (int index = 0; index < count; index++) {
      numbers[index] = number(type);
    }
    return new Value.Numbers(numbers);
  }

  private Value object(int depth) {
    document.count();
    DocumentBuilder.GrowingFields object = document.new GrowingFields();
    for (char marker = marker(); marker != '}'; marker = marker()) {
      String name = text(length(marker));
      object.put(name, value(marker(), name, depth));
    }
    return object.build();
  }

  private int deeper(int depth) {
    if (depth >= DocumentBuilder.DEPTH_MAX) {
      throw refusal.tooLarge(
          "nested deeper than any honest document", DocumentBuilder.DEPTH_MAX + " levels at most");
    }
    return depth + 1;
  }

  /// A length that the rest of the file can hold.
  private int length(char type) {
    if (type == 'd' || type == 'D') {
      throw unknown(type);
    }
    // No file is so long that a double would round its lengths.
    double length = number(type);
    if (length < 0 || length > in.remaining()) {
      throw broken("a length of " + Refusal.written(length));
    }
    return (int) length;
  }

  private double number(char type) {
    ByteBuffer bytes = take(size(type));
    return switch (type) {
      case 'i' -> bytes.get();
      case 'U' -> bytes.get() & 0xff;
      case 'I' -> bytes.getShort();
      case 'l' -> bytes.getInt();
      case 'L' -> bytes.getLong();
      case 'd' -> bytes.getFloat();
      case 'D' -> bytes.getDouble();
      default -> throw unknown(type);
    };
  }

  private int size(char type) {
    return switch (type) {
      case 'i', 'U' -> 1;
      case 'I' -> 2;
      case 'l', 'd' -> 4;
      case 'L', 'D' -> 8;
      default -> throw unknown(type);
    };
  }

  private String text(int length) {
    ByteBuffer bytes = take(length).slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw broken("a text that is not UTF-8");
    }
  }

  private char marker() {
    return (char) (take(1).get() & 0xff);
  }

  private ByteBuffer take(int bytes) {
    if (in.remaining() < bytes) {
      throw broken("it ends early");
    }
    return in;
  }

  private RuntimeException unknown(char marker) {
    return broken("marker 0x%02x where a value or a length should be".formatted((int) marker));
  }

  private RuntimeException broken(String what) {
    return refusal.malformed(
        "not UBJSON: %s, at byte %d of %d".formatted(what, in.position(), in.limit()),
        "a file as XGBoost writes it");
  }
}
