package dev.evenkeel.records;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Parts of a nested value, taken one after the other in the order of the [Shape].
public final class Nested {
  private final Column column;
  private final String text;
  private int at;

  Nested(Column column, String text) {
    this.column = column;
    this.text = text;
  }

  /// The next part, by how it is taken, or nothing when it is null.
  public <V> @Nullable V optional(Function<Nested, V> taken) {
    if (text.charAt(at) != '-') {
      return taken.apply(this);
    }
    at++;
    return null;
  }

  /// The next part, which must not be null.
  public <V> V required(Function<Nested, V> taken) {
    if (text.charAt(at) == '-') {
      throw column.wrong("has a part without a value that must have one");
    }
    return taken.apply(this);
  }

  /// A list, its items by how they are taken.
  public <V> List<V> list(Function<Nested, V> item) {
    int count = number('[');
    Object[] items = new Object[count];
    for (int index = 0; index < count; index++) {
      items[index] = required(item);
    }
    @SuppressWarnings("unchecked") // only what `item` gave is in it
    List<V> list = (List<V>) List.of(items);
    return list;
  }

  /// A map, its keys and values by how they are taken.
  public <K, V> Map<K, V> map(Function<Nested, K> key, Function<Nested, V> value) {
    int count = number('[');
    Map<K, V> map = LinkedHashMap.newLinkedHashMap(count);
    for (int index = 0; index < count; index++) {
      map.put(required(key), required(value));
    }
    return java.util.Collections.unmodifiableMap(map);
  }

  /// Begins an object; its fields follow.
  public Nested object() {
    at++;
    return this;
  }

  private int number(char end) {
    int stop = text.indexOf(end, at);
    int number = Integer.parseInt(text, at, stop, 10);
    at = stop + 1;
    return number;
  }

  /// A text.
  public String string() {
    int length = number(':');
    int end = text.offsetByCodePoints(at, length);
    String value = text.substring(at, end);
    at = end;
    return value;
  }

  /// True or false.
  public Boolean bool() {
    return Boolean.valueOf(string());
  }

  /// Eight bits.
  public Byte int8() {
    return Byte.valueOf(string());
  }

  /// Sixteen bits.
  public Short int16() {
    return Short.valueOf(string());
  }

  /// Thirty-two bits.
  public Integer int32() {
    return Integer.valueOf(string());
  }

  /// Sixty-four bits.
  public Long int64() {
    return Long.valueOf(string());
  }

  /// An integer of any size.
  public BigInteger bigInteger() {
    return new BigInteger(string());
  }

  /// A binary fraction of thirty-two bits.
  public Float float32() {
    return Float.valueOf(fraction());
  }

  /// A binary fraction of sixty-four bits.
  public Double float64() {
    return Double.valueOf(fraction());
  }

  // The engine's words for what has no digits.
  private String fraction() {
    String value = string();
    return switch (value) {
      case "inf" -> "Infinity";
      case "-inf" -> "-Infinity";
      case "nan" -> "NaN";
      default -> value;
    };
  }

  /// A decimal fraction.
  public BigDecimal decimal() {
    return new BigDecimal(string());
  }

  /// An identifier.
  public UUID uuid() {
    try {
      return UUID.fromString(string());
    } catch (IllegalArgumentException e) {
      throw column.wrong("has a part that is no UUID");
    }
  }

  /// A day.
  public LocalDate date() {
    try {
      return LocalDate.parse(string());
    } catch (DateTimeException e) {
      throw column.wrong("has a part that is no date");
    }
  }

  /// A time of a day.
  public LocalTime time() {
    try {
      return LocalTime.parse(string());
    } catch (DateTimeException e) {
      throw column.wrong("has a part that is no time of a day");
    }
  }

  /// A point in time.
  public Instant instant() {
    return Column.instant(int64());
  }

  /// A date and time of no zone.
  public LocalDateTime timestamp() {
    return Column.timestamp(int64());
  }

  /// The constant of an enum.
  ///
  /// @param value what the contract calls a constant
  public <E> E symbol(E[] constants, Function<E, String> value) {
    String text = string();
    for (E constant : constants) {
      if (value.apply(constant).equals(text)) {
        return constant;
      }
    }
    throw column.wrong("has a part that is not of the contract's enum");
  }

  /// The numbers of a vector.
  ///
  /// @param dimensions that it must have
  public float[] floats(int dimensions) {
    int count = dimensions(dimensions);
    float[] values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = required(Nested::float32);
    }
    return values;
  }

  /// The numbers of a vector.
  ///
  /// @param dimensions that it must have
  public double[] doubles(int dimensions) {
    int count = dimensions(dimensions);
    double[] values = new double[count];
    for (int index = 0; index < count; index++) {
      values[index] = required(Nested::float64);
    }
    return values;
  }

  /// The numbers of a vector, the unsigned ones above 127 as negative bytes.
  ///
  /// @param dimensions that it must have
  public byte[] bytes(int dimensions) {
    int count = dimensions(dimensions);
    byte[] values = new byte[count];
    for (int index = 0; index < count; index++) {
      values[index] = required(Nested::int16).byteValue();
    }
    return values;
  }

  private int dimensions(int expected) {
    int count = number('[');
    if (count != expected) {
      throw column.wrong(
          "has a vector of %d dimensions, and the contract has %d".formatted(count, expected));
    }
    return count;
  }
}
