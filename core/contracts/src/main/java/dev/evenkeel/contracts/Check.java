package dev.evenkeel.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One rule on one column. Engines render it (SQL over a file, Java over a request); all of them
/// must agree, so each rule says exactly what it means for null: only [Required] looks at it.
public sealed interface Check {
  /// The column it looks at.
  String column();

  /// What breaking it means.
  Severity severity();

  /// Its name in results: `required`, `type`, `enum`, `range`, `length`, `pattern`, `format`,
  /// `multipleOf`, `unique`.
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

  /// More than one number, less than another.
  record Beyond(String column, Optional<BigDecimal> above, Optional<BigDecimal> below)
      implements Check {
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
      return Stream.of(
              above.map(bound -> "more than " + bound.toPlainString()),
              below.map(bound -> "less than " + bound.toPlainString()))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(" and "));
    }

    /// The least double that is in bounds.
    public double minimum() {
      return above.map(bound -> Math.nextUp(bound.doubleValue())).orElse(Double.NEGATIVE_INFINITY);
    }

    /// The greatest double that is in bounds.
    public double maximum() {
      return below
          .map(bound -> Math.nextDown(bound.doubleValue()))
          .orElse(Double.POSITIVE_INFINITY);
    }
  }

  /// A multiple of a number, within what a double can tell: 0.3 is one of 0.1, although no double
  /// is.
  record MultipleOf(String column, BigDecimal factor) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "multipleOf";
    }

    @Override
    public String expected() {
      return "a multiple of " + factor.toPlainString();
    }
  }

  /// A text of one of [TextFormats].
  record HasFormat(String column, String format) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "format";
    }

    @Override
    public String expected() {
      return "of format " + format;
    }
  }

  /// An integer of so many bits.
  ///
  /// @param format such as `i32` or `u8`
  record Fits(String column, String format) implements Check {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String rule() {
      return "format";
    }

    @Override
    public String expected() {
      return "a number that fits " + format;
    }

    /// The least; more bits than a double holds exactly are as good as any.
    public double minimum() {
      return format.startsWith("u") ? 0 : -Math.scalb(1.0, bits() - 1);
    }

    /// The greatest.
    public double maximum() {
      return Math.scalb(1.0, format.startsWith("u") ? bits() : bits() - 1) - 1;
    }

    private int bits() {
      return Integer.parseInt(format.substring(1));
    }
  }

  /// A date or timestamp within bounds.
  ///
  /// @param format of the column's times, as the bounds are written
  record InTime(String column, LogicalType type, String format, Limits.Times times)
      implements Check {
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
      return Stream.of(
              word("at least ", times.earliest()),
              word("more than ", times.after()),
              word("at most ", times.latest()),
              word("less than ", times.before()))
          .filter(word -> !word.isEmpty())
          .collect(Collectors.joining(" and "));
    }

    private static String word(String relation, String bound) {
      return bound.isEmpty() ? "" : relation + bound;
    }

    /// Microseconds since 1970, inclusive.
    public long minimum() {
      long earliest = micros(times.earliest()).orElse(Long.MIN_VALUE);
      OptionalLong after = micros(times.after());
      return after.isPresent() ? Math.max(earliest, after.getAsLong() + 1) : earliest;
    }

    /// Microseconds since 1970, inclusive.
    public long maximum() {
      long latest = micros(times.latest()).orElse(Long.MAX_VALUE);
      OptionalLong before = micros(times.before());
      return before.isPresent() ? Math.min(latest, before.getAsLong() - 1) : latest;
    }

    private OptionalLong micros(String bound) {
      return bound.isEmpty() ? OptionalLong.empty() : Formats.parse(bound, type, format);
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
