package dev.evenkeel.contracts;

import java.util.List;

/// What a column of a file looks like.
///
/// @param format of a date that is not ISO 8601, as a JDK pattern; empty otherwise
/// @param rows of the file
/// @param missing cells without a value
/// @param distinct different values
/// @param values all of them, sorted, when they are texts and at most 100; none otherwise
public record ColumnSummary(
    String name,
    LogicalType type,
    String format,
    long rows,
    long missing,
    long distinct,
    List<String> values) {
  public ColumnSummary {
    values = List.copyOf(values);
  }
}
