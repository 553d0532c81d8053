package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// The checks of one field, prepared once: what each of them means for a value of a request.
final class FieldRules {
  static final int TEXT_CHARS_MAX = 10_000;

  private static final double INTEGER_MAX = 9_007_199_254_740_992.0;
  private static final int TIME_CHARS_MAX = 64;

  private final Property property;
  private final List<Rule> rules;

  FieldRules(Property property, List<Check> checks) {
    this.property = property;
    this.rules = checks.stream().flatMap(check -> rule(property, check).stream()).toList();
  }

  /// A check for values of one kind; the others are never asked of it.
  record Rule(Check check, DoublePredicate numbers, Predicate<String> texts, LongPredicate times) {
    boolean holds(double number) {
      return numbers.test(number);
    }

    boolean holds(String text) {
      return texts.test(text);
    }

    boolean holds(long time) {
      return times.test(time);
    }

    boolean isHard() {
      return check.severity() == Severity.ERROR;
    }
  }

  Property property() {
    return property;
  }

  List<Rule> rules() {
    return rules;
  }

  /// What breaking a soft rule is called.
  String warning(Rule rule, Object value) {
    return "%s: `%s` is not %s"
        .formatted(property.name(), Names.abbreviate(plain(value)), rule.check().expected());
  }

  static String plain(Object value) {
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return String.valueOf(number.longValue());
    }
    return String.valueOf(value);
  }

  /// Whether a number is one of the property's type.
  boolean isNumber(double value) {
    return property.type() == LogicalType.INTEGER
        ? value == Math.rint(value) && Math.abs(value) <= INTEGER_MAX
        : Double.isFinite(value);
  }

  /// Whether a number that is written as a whole one is of the property's type: an integer that no
  /// double holds would become another in silence.
  boolean isNumber(long value) {
    return property.type() != LogicalType.INTEGER
        || (value <= (long) INTEGER_MAX && value >= (long) -INTEGER_MAX);
  }

  /// Half of a surrogate pair is no text: no encoder takes it, so it could be neither kept nor
  /// told.
  static boolean isText(String value) {
    if (value.length() > TEXT_CHARS_MAX) {
      return false;
    }
    for (int at = 0; at < value.length(); at++) {
      if (Character.isSurrogate(value.charAt(at))) {
        int point = value.codePointAt(at);
        if (!Character.isSupplementaryCodePoint(point)) {
          return false;
        }
        at++;
      }
    }
    return true;
  }

  /// Microseconds since 1970, when the text is a time of the property.
  OptionalLong time(String text) {
    return text.length() > TIME_CHARS_MAX
        ? OptionalLong.empty()
        : Formats.parse(text, property.type(), property.format());
  }

  // Null and type are judged when a value is read, and a single record has no twin.
  private static Optional<Rule> rule(Property property, Check check) {
    return switch (check) {
      case Check.Required required -> Optional.empty();
      case Check.IsType type -> Optional.empty();
      case Check.Unique unique -> Optional.empty();
      case Check.OneOf oneOf -> Optional.of(oneOf(property, oneOf));
      case Check.InRange range ->
          Optional.of(
              numbers(
                  range,
                  range.minimum().orElse(Double.NEGATIVE_INFINITY),
                  range.maximum().orElse(Double.POSITIVE_INFINITY)));
      case Check.Beyond beyond -> Optional.of(numbers(beyond, beyond.minimum(), beyond.maximum()));
      case Check.Fits fits -> Optional.of(numbers(fits, fits.minimum(), fits.maximum()));
      case Check.MultipleOf multiple -> {
        double factor = multiple.factor().doubleValue();
        yield Optional.of(numbers(multiple, number -> isMultiple(number, factor)));
      }
      case Check.HasFormat format ->
          Optional.of(texts(check, TextFormats.predicate(format.format())));
      case Check.InTime time -> {
        long earliest = time.minimum();
        long latest = time.maximum();
        yield Optional.of(times(time, micros -> micros >= earliest && micros <= latest));
      }
      case Check.HasLength length -> Optional.of(texts(check, text -> fits(length, text)));
      case Check.Matches matches -> {
        EcmaPattern pattern = EcmaPattern.of(matches.pattern());
        yield Optional.of(texts(check, pattern::isIn));
      }
    };
  }

  private static boolean isMultiple(double number, double factor) {
    double quotient = number / factor;
    double rest = Math.abs(quotient - Math.rint(quotient));
    return rest <= Math.max(1e-9, Math.abs(quotient) * 4e-16);
  }

  private static Rule numbers(Check check, double minimum, double maximum) {
    return numbers(check, number -> number >= minimum && number <= maximum);
  }

  private static Rule numbers(Check check, DoublePredicate numbers) {
    return new Rule(check, numbers, text -> false, time -> false);
  }

  private static Rule times(Check check, LongPredicate times) {
    return new Rule(check, number -> false, text -> false, times);
  }

  private static Rule oneOf(Property property, Check.OneOf oneOf) {
    if (property.type().isTime()) {
      Set<Long> times = new HashSet<>();
      for (String value : oneOf.values()) {
        Formats.parse(value, property.type(), property.format()).ifPresent(times::add);
      }
      return times(oneOf, times::contains);
    }
    if (property.type().isNumeric()) {
      double[] numbers =
          oneOf.values().stream()
              .mapToDouble(value -> Double.parseDouble(value) + 0.0)
              .sorted()
              .toArray();
      return numbers(oneOf, number -> Arrays.binarySearch(numbers, number + 0.0) >= 0);
    }
    Set<String> values = Set.copyOf(oneOf.values());
    return texts(oneOf, values::contains);
  }

  private static Rule texts(Check check, Predicate<String> texts) {
    return new Rule(check, number -> false, texts, time -> false);
  }

  private static boolean fits(Check.HasLength length, String text) {
    int characters = text.codePointCount(0, text.length());
    return (length.minimum().isEmpty() || characters >= length.minimum().getAsInt())
        && (length.maximum().isEmpty() || characters <= length.maximum().getAsInt());
  }
}
