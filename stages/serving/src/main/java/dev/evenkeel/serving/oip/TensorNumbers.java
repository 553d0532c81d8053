package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/// Reads numbers out of tensors of any numeric datatype.
final class TensorNumbers {
  private static final long EXACT_MAX = 9_007_199_254_740_992L;

  private TensorNumbers() {}

  /// As floats, for a model's own matrix.
  static float[] floats(Tensor tensor) {
    ByteBuffer bytes = numeric(tensor);
    float[] values = new float[Math.toIntExact(tensor.size())];
    if (tensor.datatype() == Datatype.FP32) {
      bytes.asFloatBuffer().get(values);
      return values;
    }
    for (int index = 0; index < values.length; index++) {
      double value = number(tensor, bytes, index);
      values[index] = (float) value;
      if (Float.isInfinite(values[index]) && Double.isFinite(value)) {
        throw new Problem(
                Problem.Kind.MALFORMED,
                "element %d of input `%s` is beyond the range of FP32"
                    .formatted(index + 1, Names.abbreviate(tensor.name())),
                "/inputs",
                "numbers up to 3.4e38, which the model computes in",
                "")
            .asException();
      }
    }
    return values;
  }

  /// As doubles, for a contract's field.
  static double[] doubles(Tensor tensor) {
    ByteBuffer bytes = numeric(tensor);
    double[] values = new double[Math.toIntExact(tensor.size())];
    for (int index = 0; index < values.length; index++) {
      values[index] = number(tensor, bytes, index);
    }
    return values;
  }

  /// Each element as a text.
  static List<String> texts(Tensor tensor) {
    return IntStream.range(0, Math.toIntExact(tensor.size()))
        .mapToObj(index -> text(tensor, index))
        .toList();
  }

  /// An element as a text, whatever its datatype.
  static String text(Tensor tensor, int index) {
    if (tensor.datatype() == Datatype.BYTES) {
      return new String(tensor.values().get(index), StandardCharsets.UTF_8);
    }
    ByteBuffer bytes = numeric(tensor);
    int at = bytes.position() + index * tensor.datatype().width();
    return switch (tensor.datatype()) {
      case INT64 -> String.valueOf(bytes.getLong(at));
      case UINT64 -> Long.toUnsignedString(bytes.getLong(at));
      case BOOL -> String.valueOf(bytes.get(at) != 0);
      case FP16, BF16, FP32 -> String.valueOf((float) number(tensor, bytes, index));
      case FP64 -> String.valueOf(bytes.getDouble(at));
      case UINT8, UINT16, UINT32, INT8, INT16, INT32, BYTES ->
          String.valueOf((long) number(tensor, bytes, index));
    };
  }

  private static ByteBuffer numeric(Tensor tensor) {
    if (tensor.datatype() == Datatype.BYTES) {
      throw new Problem(
              Problem.Kind.MALFORMED,
              "input `%s` holds texts".formatted(Names.abbreviate(tensor.name())),
              "/inputs",
              "numbers",
              "send it as FP32 or FP64")
          .asException();
    }
    return tensor.bytes().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double number(Tensor tensor, ByteBuffer bytes, int index) {
    int at = bytes.position() + index * tensor.datatype().width();
    return switch (tensor.datatype()) {
      case BOOL -> bytes.get(at) != 0 ? 1 : 0;
      case UINT8 -> bytes.get(at) & 0xFF;
      case INT8 -> bytes.get(at);
      case UINT16 -> bytes.getShort(at) & 0xFFFF;
      case INT16 -> bytes.getShort(at);
      case UINT32 -> bytes.getInt(at) & 0xFFFF_FFFFL;
      case INT32 -> bytes.getInt(at);
      case INT64 -> exact(tensor, bytes.getLong(at));
      case UINT64 -> {
        long value = bytes.getLong(at);
        yield exact(tensor, value < 0 ? Long.MAX_VALUE : value);
      }
      case FP16 -> Float.float16ToFloat(bytes.getShort(at));
      case BF16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case FP32 -> bytes.getFloat(at);
      case FP64 -> bytes.getDouble(at);
      case BYTES -> throw new IllegalArgumentException("Cannot read a text as a number");
    };
  }

  /// A model computes in floats and doubles; what neither holds must not be another number in
  /// silence.
  private static double exact(Tensor tensor, long value) {
    if (value > EXACT_MAX || value < -EXACT_MAX) {
      throw new Problem(
              Problem.Kind.MALFORMED,
              "input `%s` holds an integer that no double holds"
                  .formatted(Names.abbreviate(tensor.name())),
              "/inputs",
              "integers up to 2^53",
              "send it as FP64 if it may be rounded")
          .asException();
    }
    return value;
  }
}
