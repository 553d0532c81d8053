package dev.evenkeel.records;

import java.util.List;

/// What a value looks like under a contract.
public sealed interface Shape {
  /// A single value.
  enum Scalar implements Shape {
    /// True or false.
    BOOLEAN,
    /// Eight bits.
    BYTE,
    /// Sixteen bits.
    SHORT,
    /// Thirty-two bits.
    INT,
    /// Sixty-four bits.
    LONG,
    /// More than sixty-four bits, or sixty-four without a sign.
    BIG_INTEGER,
    /// A binary fraction of thirty-two bits.
    FLOAT,
    /// A binary fraction of sixty-four bits.
    DOUBLE,
    /// A decimal fraction.
    DECIMAL,
    /// A text.
    STRING,
    /// An identifier of 128 bits.
    UUID,
    /// A day.
    DATE,
    /// A time of a day.
    TIME,
    /// A date and time of no zone.
    TIMESTAMP,
    /// A point in time.
    INSTANT
  }

  /// A text of a closed list; code has its position.
  record Symbols(List<String> values) implements Shape {
    public Symbols {
      values = List.copyOf(values);
    }
  }

  /// Many of one shape.
  record Items(Shape item) implements Shape {}

  /// Values by keys.
  record Entries(Shape key, Shape value) implements Shape {}

  /// An object.
  record Fields(List<Field> fields) implements Shape {
    public Fields {
      fields = List.copyOf(fields);
    }
  }

  /// A part of an object.
  ///
  /// @param name in files
  record Field(String name, Shape shape, boolean isRequired) {}
}
