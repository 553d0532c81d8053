package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Fills the inputs of a graph from a frame's columns. A missing number becomes NaN. A missing
/// integer, truth value or text is refused: the graph has no value for it, and any that we chose
/// would be answered and be wrong.
final class ColumnTensors {
  private static final double TWO_TO_64 = 0x1p64;

  private ColumnTensors() {}

  /// Rows `from` to `from + rows` of the columns of one input.
  static Tensor of(Columns.Part part, Frame frame, int from, int rows) {
    List<Frame.Column> columns =
        part.names().stream()
            .map(name -> frame.find(name).orElseThrow(() -> wrong(name, -1, "is not there", "")))
            .toList();
    List<Long> shape = Arrays.stream(part.shape(rows)).boxed().toList();
    Tensor.Elements elements =
        part.datatype() == Datatype.BYTES
            ? texts(part, columns, from, rows)
            : numbers(part, columns, from, rows);
    return new Tensor(part.input(), part.datatype(), shape, elements);
  }

  private static Tensor.Elements texts(
      Columns.Part part, List<Frame.Column> columns, int from, int rows) {
    List<byte[]> values = new ArrayList<>();
    for (int row = from; row < from + rows; row++) {
      for (int index = 0; index < columns.size(); index++) {
        String name = part.names().get(index);
        if (!(columns.get(index) instanceof Frame.Texts texts)) {
          throw wrong(name, -1, "holds no texts", "texts");
        }
        String value = texts.values()[row];
        if (value == null) {
          throw wrong(name, row, "is missing", "a text, an empty one if the model was trained so");
        }
        values.add(value.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new Tensor.Variable(values);
  }

  private static Tensor.Elements numbers(
      Columns.Part part, List<Frame.Column> columns, int from, int rows) {
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.multiplyExact(
                    Math.multiplyExact(rows, columns.size()), part.datatype().width()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int row = from; row < from + rows; row++) {
      for (int index = 0; index < columns.size(); index++) {
        String name = part.names().get(index);
        if (!(columns.get(index) instanceof Frame.Numbers numbers)) {
          throw wrong(name, -1, "holds no numbers", "numbers");
        }
        put(bytes, part.datatype(), numbers.values()[row], name, row);
      }
    }
    return new Tensor.Fixed(bytes.flip());
  }

  private static void put(ByteBuffer into, Datatype datatype, double value, String name, int row) {
    switch (datatype) {
      case FP32 -> into.putFloat((float) value);
      case FP64 -> into.putDouble(value);
      case FP16 -> into.putShort(Float.floatToFloat16((float) value));
      case BF16 -> into.putShort(brain((float) value));
      case BOOL -> into.put((byte) whole(value, 0, 2, name, row));
      case INT8 -> into.put((byte) whole(value, -0x1p7, 0x1p7, name, row));
      case UINT8 -> into.put((byte) whole(value, 0, 0x1p8, name, row));
      case INT16 -> into.putShort((short) whole(value, -0x1p15, 0x1p15, name, row));
      case UINT16 -> into.putShort((short) whole(value, 0, 0x1p16, name, row));
      case INT32 -> into.putInt((int) whole(value, -0x1p31, 0x1p31, name, row));
      case UINT32 -> into.putInt((int) whole(value, 0, 0x1p32, name, row));
      case INT64 -> into.putLong(whole(value, -0x1p63, 0x1p63, name, row));
      case UINT64 -> {
        long low = whole(value >= 0x1p63 ? value - 0x1p63 : value, 0, TWO_TO_64, name, row);
        into.putLong(value >= 0x1p63 ? low | Long.MIN_VALUE : low);
      }
      case BYTES -> throw new IllegalArgumentException("Cannot put a number: texts are wanted");
    }
  }

  private static long whole(double value, double least, double below, String name, int row) {
    if (Double.isNaN(value)) {
      throw wrong(name, row, "is missing", "a whole number");
    }
    if (value != Math.rint(value) || value < least || value >= below) {
      throw wrong(
          name,
          row,
          "is %s".formatted(value),
          "a whole number from %.0f to %.0f".formatted(least, below - 1));
    }
    return (long) value;
  }

  /// Rounds to the nearest, of two the even one.
  private static short brain(float value) {
    int bits = Float.floatToIntBits(value);
    return Float.isNaN(value)
        ? (short) 0x7fc0
        : (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  private static ProblemException wrong(String column, int row, String what, String expected) {
    return new Problem(
            Problem.Kind.INPUT,
            "column `%s` %s".formatted(Names.abbreviate(column), what),
            row < 0 ? "" : "row " + row,
            expected,
            "")
        .asException();
  }
}
