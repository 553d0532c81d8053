package dev.evenkeel.checks;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the whole of a column is like.
///
/// @param type as texts were read, or the column's own
/// @param engine the engine's type
/// @param present values that are there
/// @param distinct different ones, within some percent
/// @param least of numbers that are all finite
/// @param most of numbers that are all finite
/// @param q01 a hundredth of the numbers is below
/// @param q99 a hundredth of the numbers is above
/// @param lengths shortest and longest text; empty for other types
/// @param format of the standard that every text has; empty when none
/// @param values different texts and how often each stands there; empty when there are many
/// @param isUnique whether no value stands twice, where that was asked
/// @param personal why its values may be about people; empty when nothing says so
/// @param note what a person should know about the guess; empty when nothing
record ColumnFacts(
    String name,
    TextType type,
    ColumnType engine,
    long rows,
    long present,
    long distinct,
    Optional<BigDecimal> least,
    Optional<BigDecimal> most,
    Optional<BigDecimal> q01,
    Optional<BigDecimal> q99,
    List<Long> lengths,
    String format,
    Map<String, Long> values,
    boolean isUnique,
    String personal,
    String note) {
  ColumnFacts {
    lengths = List.copyOf(lengths);
    values = Map.copyOf(values);
  }

  ColumnFacts withValues(Map<String, Long> counted) {
    return new ColumnFacts(
        name, type, engine, rows, present, distinct, least, most, q01, q99, lengths, format,
        counted, isUnique, personal, note);
  }

  ColumnFacts unique() {
    return new ColumnFacts(
        name, type, engine, rows, present, distinct, least, most, q01, q99, lengths, format, values,
        true, personal, note);
  }

  boolean isComplete() {
    return rows > 0 && present == rows;
  }

  /// By its name or its values something that tells rows apart, and no amount that merely never
  /// came twice.
  boolean looksLikeKey() {
    return ColumnWords.isKey(name) || format.equals("uuid") || isCount();
  }

  /// Whole numbers without a gap.
  private boolean isCount() {
    return type.logicalType().equals("integer")
        && least.isPresent()
        && most.isPresent()
        && most.get()
                .subtract(least.get())
                .add(BigDecimal.ONE)
                .compareTo(BigDecimal.valueOf(present))
            == 0;
  }
}
