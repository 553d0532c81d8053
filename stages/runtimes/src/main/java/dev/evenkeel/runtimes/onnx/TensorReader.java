package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Names;
import dev.evenkeel.runtimes.onnx.Graph.External;
import dev.evenkeel.runtimes.onnx.Graph.Weights;
import dev.evenkeel.runtimes.onnx.Proto.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the tensors inside of a model; each must hold exactly as many elements as it claims, so
/// nothing is ever allocated for a claim.
final class TensorReader {
  static final int STRING = 8;
  private static final int SIZES_MAX = 32;

  private final byte[] bytes;
  private final String where;
  private boolean sawHighTexts;

  TensorReader(byte[] bytes, String where) {
    this.bytes = bytes;
    this.where = where;
  }

  boolean sawHighTexts() {
    return sawHighTexts;
  }

  /// What a tensor's message holds, before it is judged.
  private static final class Parts {
    final List<Long> sizes = new ArrayList<>();
    String name = "";
    int type;
    long floats;
    long ints;
    long longs;
    long doubles;
    long unsigned;
    long texts;
    long raw = -1;
    boolean elsewhere;
    String location = "";
    long offset;
    long length = -1;
  }

  Weights read(Proto tensor, Span field) {
    Parts parts = new Parts();
    while (tensor.next()) {
      part(tensor, parts);
    }
    if (parts.sizes.size() > SIZES_MAX) {
      throw tensor.broken("a tensor of %d dimensions".formatted(parts.sizes.size()));
    }
    long count = count(tensor, parts);
    long bits = bitsOf(tensor, parts.type);
    long size = parts.type == STRING ? 0 : ceiling(Math.multiplyExact(count, bits));
    Optional<External> external = Optional.empty();
    if (parts.elsewhere || !parts.location.isEmpty()) {
      if (parts.type == STRING) {
        throw tensor.broken("texts in another file");
      }
      external = Optional.of(new External(parts.location, parts.offset, parts.length));
    } else {
      demandElements(tensor, parts, count, size);
    }
    return new Weights(parts.name, parts.type, parts.sizes, size, external, field);
  }

  private void part(Proto tensor, Parts parts) {
    switch (tensor.number()) {
      case 1 -> tensor.numbers(parts.sizes::add);
      case 2 -> parts.type = tensor.number32();
      case 3 -> throw tensor.broken("a tensor in segments");
      case 4 -> parts.floats += tensor.fixedNumbers(4);
      case 5 -> tensor.numbers(_ -> parts.ints++);
      case 6 -> {
        tensor.span();
        sawHighTexts |= tensor.isHigh();
        parts.texts++;
      }
      case 7 -> tensor.numbers(_ -> parts.longs++);
      case 8 -> parts.name = tensor.name();
      case 9 -> parts.raw = tensor.span().length();
      case 10 -> parts.doubles += tensor.fixedNumbers(8);
      case 11 -> tensor.numbers(_ -> parts.unsigned++);
      case 13 -> external(tensor.message(), parts);
      case 14 -> parts.elsewhere = tensor.number32() != 0;
      default -> {
        // notes
      }
    }
  }

  private static void external(Proto entry, Parts parts) {
    String key = "";
    String value = "";
    while (entry.next()) {
      if (entry.number() == 1) {
        key = entry.name();
      } else if (entry.number() == 2) {
        value = entry.name();
      }
    }
    parts.elsewhere = true;
    switch (key) {
      case "location" -> parts.location = value;
      case "offset" -> parts.offset = whole(entry, value);
      case "length" -> parts.length = whole(entry, value);
      default -> {
        // a checksum, which the digest of the whole model makes needless
      }
    }
  }

  private static long whole(Proto entry, String value) {
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw entry.broken("`%s` as a place in a file".formatted(Names.abbreviate(value)));
  }

  private static long count(Proto tensor, Parts parts) {
    long count = 1;
    for (long size : parts.sizes) {
      if (size < 0 || (size > 0 && count > (Long.MAX_VALUE >> 8) / size)) {
        throw tensor.broken(
            "tensor `%s` claims a size of %d".formatted(Names.abbreviate(parts.name), size));
      }
      count *= size;
    }
    return count;
  }

  private void demandElements(Proto tensor, Parts parts, long count, long size) {
    boolean isWhole =
        parts.raw >= 0
            ? parts.type != STRING && parts.raw == size
            : count
                == switch (parts.type) {
                  case 1 -> parts.floats;
                  case 14 -> parts.floats / 2;
                  case 7 -> parts.longs;
                  case STRING -> parts.texts;
                  case 11 -> parts.doubles;
                  case 15 -> parts.doubles / 2;
                  case 12, 13 -> parts.unsigned;
                  case 21, 22, 23, 25, 26 -> parts.ints == size ? count : -1;
                  default -> parts.ints;
                };
    if (!isWhole) {
      throw tensor.broken(
          "tensor `%s` claims %d elements and holds others"
              .formatted(Names.abbreviate(parts.name), count));
    }
  }

  private static long bitsOf(Proto tensor, int type) {
    return switch (type) {
      case 2, 3, 9, 17, 18, 19, 20, 24 -> 8;
      case 4, 5, 10, 16 -> 16;
      case 1, 6, 12 -> 32;
      case 7, 11, 13, 14 -> 64;
      case 15 -> 128;
      case 21, 22, 23 -> 4;
      case 25, 26 -> 2;
      case STRING -> 0;
      default -> throw tensor.broken("elements of unknown type %d".formatted(type));
    };
  }

  private static long ceiling(long bits) {
    return (bits + 7) / 8;
  }

  /// The elements of a small tensor of texts or 64-bit integers, as text; empty for others.
  List<String> texts(Weights weights) {
    List<String> texts = new ArrayList<>();
    Proto field = Proto.of(bytes, weights.field(), where);
    field.next();
    Proto tensor = field.message();
    while (tensor.next()) {
      if (tensor.number() == 6 && weights.elementType() == STRING) {
        texts.add(tensor.text(tensor.span()));
      } else if (tensor.number() == 7 && weights.elementType() == 7) {
        tensor.numbers(number -> texts.add(String.valueOf(number)));
      } else if (tensor.number() == 5 && weights.elementType() == 6) {
        tensor.numbers(number -> texts.add(String.valueOf((int) number)));
      } else if (tensor.number() == 9
          && (weights.elementType() == 7 || weights.elementType() == 6)) {
        raw(tensor.span(), weights.elementType() == 7 ? 8 : 4, texts);
      }
    }
    return texts;
  }

  private void raw(Span span, int width, List<String> texts) {
    java.nio.ByteBuffer raw =
        java.nio.ByteBuffer.wrap(bytes, span.start(), span.length())
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (raw.remaining() >= width) {
      texts.add(String.valueOf(width == 8 ? raw.getLong() : raw.getInt()));
    }
  }
}
