package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.odcs.TypeOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the options of a logical type demand.
final class OptionBodies {
  private static final Set<String> TEXT_FORMATS =
      Set.of("email", "uuid", "uri", "hostname", "ipv4", "ipv6", "byte");
  private static final Set<String> SILENT_FORMATS = Set.of("", "password", "binary");

  private OptionBodies() {}

  static List<Body> of(String type, TypeOptions options) {
    List<Body> bodies = new ArrayList<>();
    switch (type) {
      case "string" -> text(options, bodies);
      case "integer", "number" -> number(type, options, bodies);
      case "date", "time", "timestamp" -> time(options, bodies);
      case "array" -> array(options, bodies);
      case "object" -> object(options, bodies);
      case "vector" -> vector(options, bodies);
      default -> {}
    }
    return bodies;
  }

  private static void text(TypeOptions options, List<Body> bodies) {
    if (options.minLength().isPresent() || options.maxLength().isPresent()) {
      bodies.add(new Body.Length(options.minLength(), options.maxLength()));
    }
    if (!options.pattern().isEmpty()) {
      bodies.add(new Body.Pattern(options.pattern()));
    }
    if (TEXT_FORMATS.contains(options.format())) {
      bodies.add(new Body.StringFormat(options.format()));
    } else if (!SILENT_FORMATS.contains(options.format())) {
      bodies.add(
          new Body.NotExecutable("the format `%s` is not known here".formatted(options.format())));
    }
  }

  private static void number(String type, TypeOptions options, List<Body> bodies) {
    Optional<BigDecimal> minimum = decimal(options.minimum());
    Optional<BigDecimal> above = decimal(options.exclusiveMinimum());
    Optional<BigDecimal> maximum = decimal(options.maximum());
    Optional<BigDecimal> below = decimal(options.exclusiveMaximum());
    // Both kinds of a bound may be given, and both hold.
    range(minimum, false, maximum, false, bodies);
    range(above, true, below, true, bodies);
    options.multipleOf().ifPresent(factor -> bodies.add(new Body.MultipleOf(factor)));
    String format = options.format();
    if (type.equals("integer") && format.matches("[iu](8|16|32|64|128)")) {
      bodies.add(fits(format));
    } else if (!format.isEmpty() && !format.matches("f32|f64")) {
      bodies.add(new Body.NotExecutable("the format `%s` is not known here".formatted(format)));
    }
  }

  private static void range(
      Optional<BigDecimal> low,
      boolean isLowOutside,
      Optional<BigDecimal> high,
      boolean isHighOutside,
      List<Body> bodies) {
    if (low.isPresent() || high.isPresent()) {
      bodies.add(new Body.NumberRange(low, isLowOutside, high, isHighOutside));
    }
  }

  private static Optional<BigDecimal> decimal(Optional<Object> bound) {
    return bound.flatMap(value ->
        value instanceof Number number
            ? Optional.of(new BigDecimal(number.toString()))
            : Optional.empty());
  }

  private static Body fits(String format) {
    int bits = Integer.parseInt(format.substring(1));
    BigInteger one = BigInteger.ONE;
    return format.startsWith("u")
        ? new Body.FitsFormat(format, BigInteger.ZERO, one.shiftLeft(bits).subtract(one))
        : new Body.FitsFormat(
            format, one.shiftLeft(bits - 1).negate(), one.shiftLeft(bits - 1).subtract(one));
  }

  private static void time(TypeOptions options, List<Body> bodies) {
    String minimum = text(options.minimum());
    String maximum = text(options.maximum());
    String above = text(options.exclusiveMinimum());
    String below = text(options.exclusiveMaximum());
    if (!minimum.isEmpty() || !maximum.isEmpty()) {
      bodies.add(new Body.TimeRange(minimum, false, maximum, false));
    }
    if (!above.isEmpty() || !below.isEmpty()) {
      bodies.add(new Body.TimeRange(above, true, below, true));
    }
  }

  private static String text(Optional<Object> bound) {
    return bound.map(Object::toString).orElse("");
  }

  private static void array(TypeOptions options, List<Body> bodies) {
    if (options.minItems().isPresent() || options.maxItems().isPresent()) {
      bodies.add(new Body.ItemCount(options.minItems(), options.maxItems()));
    }
    if (options.uniqueItems()) {
      bodies.add(new Body.UniqueItems());
    }
  }

  private static void object(TypeOptions options, List<Body> bodies) {
    if (options.minProperties().isPresent()
        || options.maxProperties().isPresent()
        || !options.required().isEmpty()) {
      bodies.add(
          new Body.KeyCount(options.minProperties(), options.maxProperties(), options.required()));
    }
  }

  private static void vector(TypeOptions options, List<Body> bodies) {
    if (options.dimensions().isPresent()) {
      bodies.add(new Body.VectorShape(options.dimensions(), options.elementType()));
    }
    if (options.normalized()) {
      bodies.add(new Body.VectorNorm());
    }
  }
}
