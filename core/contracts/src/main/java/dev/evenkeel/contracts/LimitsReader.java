package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.odcs.Places;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.math.BigDecimal;
import java.util.Optional;

/// The further limits of one column. What files are not judged by, such as a format that nobody
/// knows or a time that is none, is left out here, too.
final class LimitsReader {
  private static final String INTEGER_FORMAT = "[iu](8|16|32|64|128)";

  private final TypeOptions options;
  private final Places places;
  private final String pointer;

  /// @param pointer of the property in its document
  LimitsReader(TypeOptions options, Places places, String pointer) {
    this.options = options;
    this.places = places;
    this.pointer = pointer;
  }

  /// @param timeFormat of dates and timestamps
  Limits read(LogicalType type, String timeFormat) {
    return switch (type) {
      case INTEGER, NUMBER ->
          new Limits(
              number(options.exclusiveMinimum(), "exclusiveMinimum"),
              number(options.exclusiveMaximum(), "exclusiveMaximum"),
              options.multipleOf().map(this::factor),
              isIntegers(type) ? options.format() : "",
              Limits.Times.any());
      case STRING ->
          new Limits(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              TextFormats.names().contains(options.format()) ? options.format() : "",
              Limits.Times.any());
      case DATE, TIMESTAMP -> {
        Limits none = Limits.none();
        yield new Limits(
            none.above(), none.below(), none.multipleOf(), "", times(type, timeFormat));
      }
      case BOOLEAN -> Limits.none();
    };
  }

  private boolean isIntegers(LogicalType type) {
    return type == LogicalType.INTEGER && options.format().matches(INTEGER_FORMAT);
  }

  private Optional<BigDecimal> number(Optional<Object> bound, String key) {
    if (bound.isPresent() && !(bound.get() instanceof Number)) {
      throw places
          .of(pointer + "/logicalTypeOptions/" + key)
          .problem(
              "`%s: %s` cannot be used".formatted(key, Names.abbreviate(bound.get().toString())),
              "a number")
          .asException();
    }
    return bound.map(number -> new BigDecimal(number.toString()));
  }

  private BigDecimal factor(BigDecimal factor) {
    if (!(factor.doubleValue() > 0)) {
      throw places
          .of(pointer + "/logicalTypeOptions/multipleOf")
          .problem(
              "`multipleOf: %s` cannot be used".formatted(Names.abbreviate(factor.toString())),
              "a number above 0")
          .asException();
    }
    return factor;
  }

  private Limits.Times times(LogicalType type, String format) {
    String earliest = text(options.minimum());
    String latest = text(options.maximum());
    String after = text(options.exclusiveMinimum());
    String before = text(options.exclusiveMaximum());
    // Of two bounds that are one rule, neither counts when one is no time.
    boolean isClosed = isTime(earliest, type, format) && isTime(latest, type, format);
    boolean isOpen = isTime(after, type, format) && isTime(before, type, format);
    return new Limits.Times(
        isClosed ? earliest : "", isOpen ? after : "",
        isClosed ? latest : "", isOpen ? before : "");
  }

  private static boolean isTime(String bound, LogicalType type, String format) {
    return bound.isEmpty() || Formats.parse(bound, type, format).isPresent();
  }

  private static String text(Optional<Object> bound) {
    return bound.map(Object::toString).orElse("");
  }
}
