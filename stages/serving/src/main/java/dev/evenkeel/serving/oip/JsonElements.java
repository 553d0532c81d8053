package dev.evenkeel.serving.oip;

import dev.evenkeel.models.Datatype;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Elements of one datatype, read from JSON without a detour: integers of 64 bits never become
/// doubles.
final class JsonElements {
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final Datatype datatype;
  private final List<String> texts = new ArrayList<>();
  private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
  private long count;

  JsonElements(Datatype datatype) {
    if (datatype == Datatype.FP16 || datatype == Datatype.BF16) {
      throw FieldTensors.wrong("%s in JSON".formatted(datatype), "binary tensor data");
    }
    this.datatype = datatype;
  }

  Datatype datatype() {
    return datatype;
  }

  long count() {
    return count;
  }

  ByteBuffer bytes() {
    return bytes.duplicate().flip().slice();
  }

  List<byte[]> texts(boolean isBase64) {
    try {
      return texts.stream()
          .map(text ->
              isBase64 ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8))
          .toList();
    } catch (IllegalArgumentException e) {
      throw FieldTensors.wrong("an element is no base64", "base64, as content_type says");
    }
  }

  /// @param parser at the start of the list
  void read(JsonParser parser) {
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      switch (token) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case null -> throw InferBody.malformed("the data ends early", "a closed list");
        default -> add(parser, token);
      }
    }
  }

  private void add(JsonParser parser, JsonToken token) {
    count++;
    if (datatype == Datatype.BYTES) {
      texts.add(text(parser, token));
      return;
    }
    if (bytes.remaining() < 8) {
      bytes =
          ByteBuffer.allocate(2 * bytes.capacity())
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(bytes.flip());
    }
    switch (datatype) {
      case BOOL -> bytes.put((byte) (truth(parser, token) ? 1 : 0));
      case UINT8 -> bytes.put((byte) integer(parser, token, 0, 0xFF));
      case INT8 -> bytes.put((byte) integer(parser, token, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT16 -> bytes.putShort((short) integer(parser, token, 0, 0xFFFF));
      case INT16 ->
          bytes.putShort((short) integer(parser, token, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT32 -> bytes.putInt((int) integer(parser, token, 0, 0xFFFF_FFFFL));
      case INT32 ->
          bytes.putInt((int) integer(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT64 -> bytes.putLong(integer(parser, token, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT64 -> bytes.putLong(unsigned(parser, token));
      case FP32 -> bytes.putFloat(single(real(parser, token)));
      case FP64 -> bytes.putDouble(real(parser, token));
      case FP16, BF16, BYTES -> throw new IllegalStateException("Cannot read " + datatype);
    }
  }

  private String text(JsonParser parser, JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw wrong();
    }
    String text = parser.getString();
    if (text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF)) {
      throw FieldTensors.wrong("an element is no Unicode text", "UTF-8");
    }
    return text;
  }

  private boolean truth(JsonParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> integer(parser, token, 0, 1) == 1;
    };
  }

  private long integer(JsonParser parser, JsonToken token, long least, long most) {
    if (token != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw wrong();
    }
    long value = parser.getLongValue();
    if (value < least || value > most) {
      throw wrong();
    }
    return value;
  }

  private long unsigned(JsonParser parser, JsonToken token) {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw wrong();
    }
    BigInteger value = parser.getBigIntegerValue();
    if (value.signum() < 0 || value.compareTo(UINT64_MAX) > 0) {
      throw wrong();
    }
    return value.longValue();
  }

  private double real(JsonParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> written(parser);
      case VALUE_NULL -> Double.NaN;
      case VALUE_STRING ->
          switch (parser.getString()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw wrong();
          };
      default -> throw wrong();
    };
  }

  /// Who means infinity writes it; a number beyond the range is none.
  private double written(JsonParser parser) {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value) && parser.getString().chars().anyMatch(Character::isDigit)) {
      throw wrong();
    }
    return value;
  }

  private float single(double value) {
    float narrow = (float) value;
    if (Float.isInfinite(narrow) && Double.isFinite(value)) {
      throw wrong();
    }
    return narrow;
  }

  private RuntimeException wrong() {
    return FieldTensors.wrong(
        "element %d of the data is no %s".formatted(count, datatype),
        datatype == Datatype.BYTES ? "strings" : "numbers in the range of %s".formatted(datatype));
  }
}
