package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The binary tensors behind the JSON of a request, in its order.
final class BinaryTail {
  private final byte[] body;
  private int at;

  BinaryTail(byte[] body, int start) {
    this.body = body;
    this.at = start;
  }

  Tensor tensor(String name, Datatype datatype, List<Long> shape, long count, Object size) {
    if (!(size instanceof Long length) || length < 0 || length > body.length - at) {
      throw FieldTensors.wrong(
          "input `%s` has binary_data_size %s".formatted(Names.abbreviate(name), size),
          "at most the %d bytes that are left".formatted(body.length - at));
    }
    int start = at;
    at += (int) (long) length;
    return of(name, datatype, shape, count, body, start, (int) (long) length);
  }

  /// A tensor from its binary form, which must be of just that length.
  static Tensor of(
      String name,
      Datatype datatype,
      List<Long> shape,
      long count,
      byte[] bytes,
      int start,
      int length) {
    if (datatype == Datatype.BYTES) {
      return new Tensor(
          name, datatype, shape, new Tensor.Variable(values(name, count, bytes, start, length)));
    }
    if (length != count * datatype.width()) {
      throw FieldTensors.wrong(
          "input `%s` has %d bytes".formatted(Names.abbreviate(name), length),
          "%d for %s %s".formatted(count * datatype.width(), datatype, shape));
    }
    return new Tensor(
        name, datatype, shape, new Tensor.Fixed(ByteBuffer.wrap(bytes, start, length).slice()));
  }

  private static List<byte[]> values(String name, long count, byte[] bytes, int start, int length) {
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes, start, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> values = new ArrayList<>();
    while (buffer.hasRemaining() && values.size() < count) {
      long size = buffer.remaining() < 4 ? -1 : buffer.getInt() & 0xFFFF_FFFFL;
      if (size < 0 || size > buffer.remaining()) {
        throw FieldTensors.wrong(
            "input `%s` ends within an element".formatted(Names.abbreviate(name)),
            "a length of 4 bytes before each element");
      }
      int from = start + buffer.position();
      values.add(Arrays.copyOfRange(bytes, from, from + (int) size));
      buffer.position(buffer.position() + (int) size);
    }
    if (values.size() != count || buffer.hasRemaining()) {
      throw FieldTensors.wrong(
          "input `%s` has other than %d elements".formatted(Names.abbreviate(name), count),
          "as many as its shape says");
    }
    return values;
  }

  void demandUsedUp() {
    if (at != body.length) {
      throw FieldTensors.wrong(
          "%d bytes follow the last tensor".formatted(body.length - at),
          "the sizes of all tensors to add up to the body");
    }
  }
}
