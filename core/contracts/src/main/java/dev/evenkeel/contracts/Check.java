package dev.evenkeel.contracts;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// One rule on one column. Engines render it (SQL over a file, Java over a request); all of them
/// must agree, so each rule says exactly what it means for null: only [Required] looks at it.
public sealed interface Check {
  /// The column it looks at.
  String column();

  /// What breaking it means.
  Severity severity();

  /// Its name in results: `required`, `type`, `enum`, `range`, `length`, `pattern`, `unique`.
  String rule();

  /// What would have been right, for people.
  String expected();

  /// Not null.
  record Required(String column) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "required";
    }

    @Override
    public String expected() {
      return "a value";
    }
  }

  /// Can be read as the type.
  ///
  /// @param format JDK pattern of dates and timestamps, empty for ISO 8601
  record IsType(String column, LogicalType type, String format) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "type";
    }

    @Override
    public String expected() {
      String article = type == LogicalType.INTEGER ? "an " : "a ";
      return article + type.written() + (format.isEmpty() ? "" : " written as " + format);
    }
  }

  /// One of the listed values.
  record OneOf(String column, List<String> values, Severity severity) implements Check {
    public OneOf {
      values = List.copyOf(values);
    }

    @Override
    public String rule() {
      return "enum";
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", values);
    }
  }

  /// Within bounds, both inclusive.
  record InRange(String column, OptionalDouble minimum, OptionalDouble maximum) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "range";
    }

    @Override
    public String expected() {
      if (minimum.isPresent() && maximum.isPresent()) {
        return "from %s to %s".formatted(plain(minimum), plain(maximum));
      }
      return minimum.isPresent() ? "at least " + plain(minimum) : "at most " + plain(maximum);
    }

    private static String plain(OptionalDouble bound) {
      double value = bound.orElseThrow();
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? String.valueOf((long) value)
          : String.valueOf(value);
    }
  }

  /// So many characters, both bounds inclusive.
  record HasLength(String column, OptionalInt minimum, OptionalInt maximum) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "length";
    }

    @Override
    public String expected() {
      return "%s to %s characters"
          .formatted(
              minimum.isPresent() ? minimum.getAsInt() : "0",
              maximum.isPresent() ? maximum.getAsInt() : "any number of");
    }
  }

  /// Holds a match of the pattern anywhere.
  record Matches(String column, String pattern) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "pattern";
    }

    @Override
    public String expected() {
      return "a match of " + pattern;
    }
  }

  /// No other row of the batch has the same value.
  record Unique(String column) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "unique";
    }

    @Override
    public String expected() {
      return "a value that no other row has";
    }
  }
}
