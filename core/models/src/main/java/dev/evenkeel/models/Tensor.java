package dev.evenkeel.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Elements in row-major order.
///
/// @param shape no size is negative; its product is the number of elements
public record Tensor(String name, Datatype datatype, List<Long> shape, Elements elements) {
  public Tensor {
    shape = List.copyOf(shape);
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "Cannot make tensor %s: sizes are 0 or more, got %s".formatted(name, shape));
      }
      count = Math.multiplyExact(count, size);
    }
    long given =
        switch (elements) {
          case Fixed(ByteBuffer bytes) -> bytes.remaining() / Math.max(1, datatype.width());
          case Variable(List<byte[]> values) -> values.size();
        };
    if (given != count || (elements instanceof Variable) != (datatype == Datatype.BYTES)) {
      throw new IllegalArgumentException(
          "Cannot make tensor %s: shape %s has %d elements, got %d"
              .formatted(name, shape, count, given));
    }
  }

  /// Where the elements are.
  public sealed interface Elements {}

  /// Elements of one width, little-endian; never written to.
  public record Fixed(ByteBuffer littleEndian) implements Elements {
    public Fixed {
      littleEndian = littleEndian.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /// Elements of [Datatype#BYTES].
  public record Variable(List<byte[]> values) implements Elements {
    public Variable {
      values = List.copyOf(values);
    }
  }

  /// A tensor of floats.
  public static Tensor floats(String name, List<Long> shape, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Tensor(name, Datatype.FP32, shape, new Fixed(bytes));
  }

  /// A tensor of texts.
  public static Tensor texts(String name, List<Long> shape, List<String> values) {
    return new Tensor(
        name,
        Datatype.BYTES,
        shape,
        new Variable(
            values.stream().map(value -> value.getBytes(StandardCharsets.UTF_8)).toList()));
  }

  /// A view of the elements, little-endian, at its first element.
  ///
  /// @throws IllegalArgumentException for [Datatype#BYTES]
  public ByteBuffer bytes() {
    if (elements instanceof Fixed(ByteBuffer littleEndian)) {
      return littleEndian.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
    throw new IllegalArgumentException(
        "Cannot read tensor %s by its bytes: its elements have many lengths".formatted(name));
  }

  /// The elements of a tensor of [Datatype#BYTES].
  ///
  /// @throws IllegalArgumentException for every other type
  public List<byte[]> values() {
    if (elements instanceof Variable(List<byte[]> values)) {
      return values;
    }
    throw new IllegalArgumentException(
        "Cannot read tensor %s as texts: it holds %s".formatted(name, datatype));
  }

  /// How many elements it has.
  public long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
