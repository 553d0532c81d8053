package dev.evenkeel.contracts.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a rule demands.
public sealed interface Body {
  /// About each row by itself. All but [Required] hold for a missing value.
  sealed interface OfRow extends Body {}

  /// About rows together.
  sealed interface OfKeys extends Body {}

  /// A number that is measured, and what it must be.
  sealed interface Metric extends Body {
    /// What the number must be.
    Threshold threshold();
  }

  /// A service level.
  sealed interface Sla extends Body {}

  /// The column is there.
  record Present() implements Body {}

  /// Not null.
  record Required() implements OfRow {}

  /// Can be read as the type.
  ///
  /// @param logicalType of the standard; empty when only a physical type is given
  /// @param physicalType of the server, such as `DECIMAL(12,2)`; empty when none is given
  /// @param format of dates, times, integers and numbers; empty when none is given
  record HasType(String logicalType, String physicalType, String format) implements OfRow {}

  /// One of the values, compared as the column's type.
  record OneOf(List<Object> values) implements OfRow {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /// Within bounds.
  ///
  /// @param isExclusiveMinimum whether the minimum itself is outside
  record NumberRange(
      Optional<BigDecimal> minimum,
      boolean isExclusiveMinimum,
      Optional<BigDecimal> maximum,
      boolean isExclusiveMaximum)
      implements OfRow {}

  /// Within bounds, which are written in the column's format.
  record TimeRange(
      String minimum, boolean isExclusiveMinimum, String maximum, boolean isExclusiveMaximum)
      implements OfRow {}

  /// A multiple of a number.
  record MultipleOf(BigDecimal factor) implements OfRow {}

  /// Fits an integer of so many bits, both bounds inclusive.
  record FitsFormat(String format, BigInteger minimum, BigInteger maximum) implements OfRow {}

  /// So many characters, counted as code points; both bounds inclusive.
  record Length(OptionalLong minimum, OptionalLong maximum) implements OfRow {}

  /// Holds a match of the pattern (ECMA-262) anywhere.
  record Pattern(String pattern) implements OfRow {}

  /// Is an `email`, `uuid`, `uri`, `hostname`, `ipv4`, `ipv6` or `byte` (base64).
  record StringFormat(String format) implements OfRow {}

  /// So many items, both bounds inclusive.
  record ItemCount(OptionalLong minimum, OptionalLong maximum) implements OfRow {}

  /// No item twice.
  record UniqueItems() implements OfRow {}

  /// So many properties that are not null, and these among them.
  record KeyCount(OptionalLong minimum, OptionalLong maximum, List<String> required)
      implements OfRow {
    public KeyCount {
      required = List.copyOf(required);
    }
  }

  /// A vector of so many elements.
  record VectorShape(OptionalLong dimensions, String elementType) implements OfRow {}

  /// A vector of length 1 (L2 norm, within 0.001).
  record VectorNorm() implements OfRow {}

  /// No two rows have the same value; missing ones are not compared.
  record Unique() implements OfKeys {}

  /// No two rows have the same values and none of them is missing.
  ///
  /// @param columns by their position
  record PrimaryKey(List<String> columns) implements OfKeys {
    public PrimaryKey {
      columns = List.copyOf(columns);
    }
  }

  /// The values are those of a row of another object; rows with a missing one are not compared.
  record ForeignKey(List<String> columns, String object, List<String> targets) implements OfKeys {
    public ForeignKey {
      columns = List.copyOf(columns);
      targets = List.copyOf(targets);
    }
  }

  /// Rows without a value.
  record NullValues(Threshold threshold) implements Metric {}

  /// Rows with one of the values that count as missing; null counts only if it is among them.
  record MissingValues(List<@Nullable Object> values, Threshold threshold) implements Metric {}

  /// Rows with a value outside of a set, or without a match of a pattern.
  ///
  /// @param pattern empty when there is none
  record InvalidValues(List<@Nullable Object> values, String pattern, Threshold threshold)
      implements Metric {}

  /// Values, or tuples of them, that more than one row has; in percent the rows beyond the first of
  /// each. Missing ones are not compared.
  record DuplicateValues(List<String> columns, Threshold threshold) implements Metric {
    public DuplicateValues {
      columns = List.copyOf(columns);
    }
  }

  /// Rows of the object.
  record RowCount(Threshold threshold) implements Metric {}

  /// What a query of the document answers: one number or truth value.
  ///
  /// @param query in the server's dialect, with its placeholders
  record Sql(String query, Threshold threshold) implements Metric {}

  /// The newest time of a column is not older than this.
  record Freshness(Period days, Duration time) implements Sla {}

  /// The oldest time of a column is not older than this.
  record Retention(Period days, Duration time) implements Sla {}

  /// The two newest days or times are no further apart than this.
  record Frequency(Period days, Duration time) implements Sla {}

  /// The data of the day is there by this time.
  ///
  /// @param zone such as `-08:00`; UTC when the document names none
  record TimeOfAvailability(LocalTime time, ZoneOffset zone) implements Sla {}

  /// A day from which on something holds or ends.
  ///
  /// @param kind `generalAvailability`, `endOfSupport` or `endOfLife`
  record Milestone(String kind, LocalDate day) implements Sla {}

  /// Something that nothing here can measure.
  ///
  /// @param reason in one sentence without a full stop
  record NotExecutable(String reason) implements Body {
    /// A rule in words.
    public static final NotExecutable TEXT = new NotExecutable("it is a text for people");
  }
}
