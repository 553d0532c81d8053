package dev.evenkeel.conformance;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tensor with its elements: numbers, booleans or texts; `null` stands for a number that is none.
record Values(String name, String datatype, List<Long> shape, List<Object> data) {
  /// Stands for NaN, which JSON has no number for.
  static final Double NONE = Double.NaN;

  private static final double RELATIVE = 1e-5;

  /// Bytes of an element; 0 is any length.
  static final Map<String, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("UINT8", 1),
          Map.entry("UINT16", 2),
          Map.entry("UINT32", 4),
          Map.entry("UINT64", 8),
          Map.entry("INT8", 1),
          Map.entry("INT16", 2),
          Map.entry("INT32", 4),
          Map.entry("INT64", 8),
          Map.entry("FP16", 2),
          Map.entry("BF16", 2),
          Map.entry("FP32", 4),
          Map.entry("FP64", 8),
          Map.entry("BYTES", 0));

  Values {
    shape = List.copyOf(shape);
    data = List.copyOf(data);
  }

  static long count(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  boolean isHalf() {
    return datatype.equals("FP16") || datatype.equals("BF16");
  }

  /// Little-endian, row-major, without padding; texts after their length.
  byte[] binary() {
    int size =
        data.stream()
            .mapToInt(value -> value instanceof String text ? 4 + utf8(text).length : width())
            .sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    data.forEach(value -> put(bytes, value));
    return bytes.array();
  }

  private int width() {
    return WIDTHS.getOrDefault(datatype, 0);
  }

  private void put(ByteBuffer bytes, Object value) {
    switch (datatype) {
      case "BOOL" -> bytes.put((byte) (value.equals(true) ? 1 : 0));
      case "UINT8", "INT8" -> bytes.put(((Number) value).byteValue());
      case "UINT16", "INT16" -> bytes.putShort(((Number) value).shortValue());
      case "UINT32", "INT32" -> bytes.putInt(((Number) value).intValue());
      case "UINT64", "INT64" -> bytes.putLong(((Number) value).longValue());
      case "FP16" -> bytes.putShort(Float.floatToFloat16(((Number) value).floatValue()));
      case "BF16" ->
          bytes.putShort((short) (Float.floatToIntBits(((Number) value).floatValue()) >>> 16));
      case "FP32" -> bytes.putFloat(((Number) value).floatValue());
      case "FP64" -> bytes.putDouble(((Number) value).doubleValue());
      default -> {
        byte[] text = utf8(value.toString());
        bytes.putInt(text.length).put(text);
      }
    }
  }

  /// Reads what [#binary] writes.
  static Values ofBinary(String name, String datatype, List<Long> shape, byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    List<Object> data = new ArrayList<>();
    while (bytes.hasRemaining()) {
      Check.demand(
          bytes.remaining() >= Math.max(1, WIDTHS.getOrDefault(datatype, 0)),
          "the bytes of `%s` end within an element",
          name);
      data.add(next(bytes, datatype));
    }
    return new Values(name, datatype, shape, data);
  }

  private static Object next(ByteBuffer bytes, String datatype) {
    return switch (datatype) {
      case "BOOL" -> bytes.get() != 0;
      case "UINT8" -> bytes.get() & 0xff;
      case "INT8" -> (int) bytes.get();
      case "UINT16" -> bytes.getShort() & 0xffff;
      case "INT16" -> (int) bytes.getShort();
      case "UINT32" -> bytes.getInt() & 0xffff_ffffL;
      case "INT32" -> bytes.getInt();
      case "UINT64" -> new BigInteger(Long.toUnsignedString(bytes.getLong()));
      case "INT64" -> bytes.getLong();
      case "FP16" -> Float.float16ToFloat(bytes.getShort());
      case "BF16" -> Float.intBitsToFloat(bytes.getShort() << 16);
      case "FP32" -> bytes.getFloat();
      case "FP64" -> bytes.getDouble();
      default -> text(bytes);
    };
  }

  private static String text(ByteBuffer bytes) {
    Check.demand(bytes.remaining() >= 4, "the bytes of a text end within its length");
    int length = bytes.getInt();
    Check.demand(
        length >= 0 && length <= bytes.remaining(), "a text of %d bytes is not there", length);
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  ByteString raw() {
    return ByteString.copyFrom(binary());
  }

  /// Says in which element two tensors differ, or nothing; numbers may differ by their last digits.
  static String difference(Values one, Values other) {
    if (!one.shape.equals(other.shape) || !one.datatype.equals(other.datatype)) {
      return "`%s` is %s %s here and %s %s there"
          .formatted(one.name, one.datatype, one.shape, other.datatype, other.shape);
    }
    for (int i = 0; i < Math.min(one.data.size(), other.data.size()); i++) {
      if (!same(one.data.get(i), other.data.get(i))) {
        return "element %d of `%s` is %s here and %s there"
            .formatted(i, one.name, one.data.get(i), other.data.get(i));
      }
    }
    return one.data.size() == other.data.size()
        ? ""
        : "`%s` has %d elements here and %d there"
            .formatted(one.name, one.data.size(), other.data.size());
  }

  private static boolean same(Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      double x = a.doubleValue();
      double y = b.doubleValue();
      return Double.compare(x, y) == 0
          || Math.abs(x - y) <= RELATIVE * Math.max(1, Math.max(Math.abs(x), Math.abs(y)));
    }
    return one.equals(other);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
