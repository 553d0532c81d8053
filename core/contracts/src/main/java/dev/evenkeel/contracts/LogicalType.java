package dev.evenkeel.contracts;

import java.util.Locale;

/// The types of ODCS 3.2 that a column of a table can have here.
public enum LogicalType {
  STRING,
  DATE,
  TIMESTAMP,
  INTEGER,
  NUMBER,
  BOOLEAN;

  /// As a document writes it: `string`.
  public String written() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a [Frame] holds it as numbers; booleans are 0 and 1.
  public boolean isNumeric() {
    return this == INTEGER || this == NUMBER || this == BOOLEAN;
  }

  /// Whether a [Frame] holds it as times.
  public boolean isTime() {
    return this == DATE || this == TIMESTAMP;
  }
}
