package dev.evenkeel.records;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Function;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/// Values of one column in the chunk that is being read. A method without `OrNull` refuses a row
/// that has none.
public final class Column {
  private static final int MICROS = 1_000_000;
  private static final int NANOS_A_MICRO = 1000;

  private final String name;
  private final int index;
  private @Nullable DuckDBReadableVector vector;

  Column(String name, int index) {
    this.name = name;
    this.index = index;
  }

  void show(DuckDBDataChunkReader chunk) {
    vector = chunk.vector(index);
  }

  private DuckDBReadableVector vector() {
    DuckDBReadableVector shown = vector;
    if (shown == null) {
      throw new IllegalStateException("Cannot read %s: no chunk is shown".formatted(name));
    }
    return shown;
  }

  private boolean isNull(int row) {
    return vector().isNull(row);
  }

  private RecordException missing() {
    return wrong("has no value, and the contract requires one");
  }

  /// To throw for a value that the contract does not allow; the value itself is not in it.
  public RecordException wrong(String what) {
    return new RecordException("column `%s` %s".formatted(name, what));
  }

  /// True or false.
  public boolean booleanAt(int row) {
    if (isNull(row)) {
      throw missing();
    }
    return vector().getBoolean(row);
  }

  /// True, false or nothing.
  public @Nullable Boolean booleanOrNull(int row) {
    return isNull(row) ? null : (Boolean) vector().getBoolean(row);
  }

  /// Eight bits.
  public byte byteAt(int row) {
    if (isNull(row)) {
      throw missing();
    }
    return vector().getByte(row);
  }

  /// Eight bits or nothing.
  public @Nullable Byte byteOrNull(int row) {
    return isNull(row) ? null : (Byte) vector().getByte(row);
  }

  /// Sixteen bits.
  public short shortAt(int row) {
    if (isNull(row)) {
      throw missing();
    }
    return vector().getShort(row);
  }

  /// Sixteen bits or nothing.
  public @Nullable Short shortOrNull(int row) {
    return isNull(row) ? null : (Short) vector().getShort(row);
  }

  /// Thirty-two bits.
  public int intAt(int row) {
    int value = vector().getInt(row, 0);
    if (value == 0 && isNull(row)) {
      throw missing();
    }
    return value;
  }

  /// Thirty-two bits or nothing.
  public @Nullable Integer intOrNull(int row) {
    return isNull(row) ? null : (Integer) vector().getInt(row);
  }

  /// Sixty-four bits.
  public long longAt(int row) {
    long value = vector().getLong(row, 0);
    if (value == 0 && isNull(row)) {
      throw missing();
    }
    return value;
  }

  /// Sixty-four bits or nothing.
  public @Nullable Long longOrNull(int row) {
    return isNull(row) ? null : (Long) vector().getLong(row);
  }

  /// A binary fraction of thirty-two bits.
  public float floatAt(int row) {
    float value = vector().getFloat(row, 0);
    if (value == 0 && isNull(row)) {
      throw missing();
    }
    return value;
  }

  /// A binary fraction of thirty-two bits or nothing.
  public @Nullable Float floatOrNull(int row) {
    return isNull(row) ? null : (Float) vector().getFloat(row);
  }

  /// A binary fraction of sixty-four bits.
  public double doubleAt(int row) {
    double value = vector().getDouble(row, 0);
    if (value == 0 && isNull(row)) {
      throw missing();
    }
    return value;
  }

  /// A binary fraction of sixty-four bits or nothing.
  public @Nullable Double doubleOrNull(int row) {
    return isNull(row) ? null : (Double) vector().getDouble(row);
  }

  /// A decimal fraction.
  public BigDecimal decimalAt(int row) {
    return required(decimalOrNull(row));
  }

  /// A decimal fraction or nothing.
  public @Nullable BigDecimal decimalOrNull(int row) {
    return isNull(row) ? null : vector().getBigDecimal(row);
  }

  /// A text.
  public String stringAt(int row) {
    return required(vector().getString(row));
  }

  /// A text or nothing.
  public @Nullable String stringOrNull(int row) {
    return vector().getString(row);
  }

  /// An integer of any size.
  public BigInteger bigIntegerAt(int row) {
    return required(bigIntegerOrNull(row));
  }

  /// An integer of any size or nothing.
  public @Nullable BigInteger bigIntegerOrNull(int row) {
    String text = vector().getString(row);
    return text == null ? null : new BigInteger(text);
  }

  /// An identifier.
  public UUID uuidAt(int row) {
    return required(uuidOrNull(row));
  }

  /// An identifier or nothing.
  public @Nullable UUID uuidOrNull(int row) {
    String text = vector().getString(row);
    return text == null ? null : uuid(text);
  }

  private UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw wrong("has a value that is no UUID");
    }
  }

  /// A day.
  public LocalDate dateAt(int row) {
    return LocalDate.ofEpochDay(intAt(row));
  }

  /// A day or nothing.
  public @Nullable LocalDate dateOrNull(int row) {
    return isNull(row) ? null : dateAt(row);
  }

  /// A time of a day.
  public LocalTime timeAt(int row) {
    return required(timeOrNull(row));
  }

  /// A time of a day or nothing.
  public @Nullable LocalTime timeOrNull(int row) {
    String text = vector().getString(row);
    try {
      return text == null ? null : LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw wrong("has a value that is no time of a day");
    }
  }

  /// A point in time.
  public Instant instantAt(int row) {
    return instant(longAt(row));
  }

  /// A point in time or nothing.
  public @Nullable Instant instantOrNull(int row) {
    return isNull(row) ? null : instantAt(row);
  }

  /// A date and time of no zone.
  public LocalDateTime timestampAt(int row) {
    return timestamp(longAt(row));
  }

  /// A date and time of no zone, or nothing.
  public @Nullable LocalDateTime timestampOrNull(int row) {
    return isNull(row) ? null : timestampAt(row);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * (long) NANOS_A_MICRO);
  }

  static LocalDateTime timestamp(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, (long) MICROS),
        Math.floorMod(micros, MICROS) * NANOS_A_MICRO,
        ZoneOffset.UTC);
  }

  /// The constant of an enum by its position in the contract.
  public <E> E symbolAt(int row, E[] constants) {
    return required(symbolOrNull(row, constants));
  }

  /// The constant of an enum, or nothing.
  public <E> @Nullable E symbolOrNull(int row, E[] constants) {
    if (isNull(row)) {
      return null;
    }
    short position = vector().getShort(row);
    if (position < 0) {
      throw wrong("has a value that is not of the contract's enum");
    }
    return constants[position];
  }

  /// A nested value, by how it is taken.
  public <V> V nestedAt(int row, Function<Nested, V> taken) {
    return required(nestedOrNull(row, taken));
  }

  /// A nested value, by how it is taken, or nothing.
  public <V> @Nullable V nestedOrNull(int row, Function<Nested, V> taken) {
    String text = vector().getString(row);
    return text == null ? null : new Nested(this, text).optional(taken);
  }

  private <V> V required(@Nullable V value) {
    if (value == null) {
      throw missing();
    }
    return value;
  }
}
