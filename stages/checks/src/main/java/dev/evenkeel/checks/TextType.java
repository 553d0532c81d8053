package dev.evenkeel.checks;

import java.util.ArrayList;
import java.util.List;

/// What a column of texts may hold.
///
/// @param logicalType of the standard
/// @param format of dates and times; empty for ISO 8601
/// @param shape that its texts have beyond being readable; empty for any
record TextType(String logicalType, String format, String shape) {
  static final TextType STRING = new TextType("string", "", "");

  /// The narrower one stands first. `0` and `1` are numbers here, although a contract may call them
  /// booleans, and digits alone are no times.
  private static final List<TextType> ALL =
      List.of(
          new TextType("boolean", "", "(?i)true|false"),
          new TextType("integer", "", "-?(0|[1-9][0-9]*)"),
          new TextType("number", "", "-?(0|[1-9][0-9]*|)(\\.[0-9]*)?([eE][-+]?[0-9]+)?"),
          new TextType("date", "", ""),
          new TextType("date", "yyyy/MM/dd", ""),
          new TextType("date", "dd.MM.yyyy", ""),
          new TextType("date", "dd-MM-yyyy", ""),
          new TextType("date", "dd/MM/yyyy", ""),
          new TextType("date", "MM/dd/yyyy", ""),
          new TextType("timestamp", "", ""),
          new TextType("timestamp", "yyyy/MM/dd HH:mm:ss", ""),
          new TextType("timestamp", "dd.MM.yyyy HH:mm:ss", ""),
          new TextType("timestamp", "dd.MM.yyyy HH:mm", ""),
          new TextType("timestamp", "dd/MM/yyyy HH:mm:ss", ""),
          new TextType("timestamp", "MM/dd/yyyy HH:mm:ss", ""),
          new TextType("time", "", "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?"));

  /// @param isTyped whether the source has types, so that a text which looks like a number was
  ///   meant as a text
  static List<TextType> all(boolean isTyped) {
    List<TextType> all = new ArrayList<>(ALL);
    all.removeIf(type -> isTyped && (type.logicalType().equals("boolean") || type.isNumber()));
    return all;
  }

  boolean isNumber() {
    return logicalType.equals("integer") || logicalType.equals("number");
  }

  /// The other reading of a date such as 03/04/2026; both may fit.
  boolean isAmbiguousWith(TextType other) {
    return logicalType.equals(other.logicalType)
        && format.startsWith("dd/MM")
        && other.format.startsWith("MM/dd");
  }

  /// A text read as this type, null when it is none: as the checks read it.
  String typed(String raw) {
    return new Cell(raw, true, logicalType, format).typed();
  }

  /// How many texts are of it.
  String count(String raw) {
    String typed = "(%s) is not null".formatted(typed(raw));
    String shaped =
        shape.isEmpty() ? typed : "regexp_full_match(%s, '%s') and %s".formatted(raw, shape, typed);
    return "count(*) filter (where %s)".formatted(shaped);
  }
}
