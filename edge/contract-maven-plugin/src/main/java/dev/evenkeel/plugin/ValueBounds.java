package dev.evenkeel.plugin;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.odcs.EnumValue;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Bounds and enums of numbers, dates and times.
final class ValueBounds {
  /// Formats of integers whose Java type holds more than they do.
  private static final Map<String, BigInteger[]> WIDER =
      Map.of(
          "u8", unsigned(8),
          "u16", unsigned(16),
          "u32", unsigned(32),
          "u64", unsigned(64),
          "u128", unsigned(128),
          "i128", signed128());

  private final Check check;
  private final JavaType.Value type;
  private final Constants constants;

  ValueBounds(Check check, JavaType.Value type, Constants constants) {
    this.check = check;
    this.type = type;
    this.constants = constants;
  }

  void of(TypeOptions options) {
    bound(">=", options.minimum(), "at least");
    bound("<=", options.maximum(), "at most");
    bound(">", options.exclusiveMinimum(), "more than");
    bound("<", options.exclusiveMaximum(), "less than");
    options.multipleOf().ifPresent(this::multiple);
    if (check.spot().property().logicalType().equals("integer")
        && WIDER.containsKey(options.format())) {
      BigInteger[] range = WIDER.get(options.format());
      inRange(">=", range[0], options.format());
      inRange("<=", range[1], options.format());
    }
  }

  private void inRange(String operator, BigInteger limit, String format) {
    compared(operator, new BigDecimal(limit))
        .ifPresent(condition -> check.unless(condition, "must fit " + format));
  }

  private static BigInteger[] unsigned(int bits) {
    return new BigInteger[] {
      BigInteger.ZERO, BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE)
    };
  }

  private static BigInteger[] signed128() {
    BigInteger end = BigInteger.ONE.shiftLeft(127);
    return new BigInteger[] {end.negate(), end.subtract(BigInteger.ONE)};
  }

  private void bound(String operator, Optional<Object> limit, String words) {
    if (limit.isEmpty()) {
      return;
    }
    String written = Words.shortened(limit.get().toString());
    condition(operator, limit.get())
        .ifPresentOrElse(
            condition -> check.unless(condition, "must be %s %s".formatted(words, written)),
            () -> check.leave("the bound " + written));
  }

  private Optional<CodeBlock> condition(String operator, Object limit) {
    return number(limit)
        .flatMap(number -> compared(operator, number))
        .or(() ->
            moment(limit.toString())
                .map(moment ->
                    CodeBlock.of(
                        "$L.compareTo($L) $L 0",
                        check.spot().name(),
                        constants.of(type.type(), moment),
                        operator)));
  }

  private void multiple(BigDecimal factor) {
    if (factor.signum() <= 0 || number(factor).isEmpty() || !isNumber()) {
      check.leave("a multiple of " + Words.shortened(factor.toString()));
      return;
    }
    String name = check.spot().name();
    boolean isFloating = type == JavaType.Value.FLOAT || type == JavaType.Value.DOUBLE;
    CodeBlock condition =
        isFloating
            ? CodeBlock.of(
                "$T.isMultiple($L, $L)", Types.VALUES, name, Double.toString(finite(factor)))
            : CodeBlock.of("$T.isMultiple($L, $L)", Types.VALUES, name, constants.of(factor));
    check.unless(condition, "must be a multiple of " + Words.shortened(factor.toPlainString()));
  }

  private boolean isNumber() {
    return compared("==", BigDecimal.ONE).isPresent();
  }

  /// As decimals wherever the limit is not exactly of the type, so that nothing is rounded.
  private Optional<CodeBlock> compared(String operator, BigDecimal limit) {
    String name = check.spot().name();
    return switch (type) {
      case BYTE, SHORT, INT, LONG ->
          isLong(limit)
              ? Optional.of(CodeBlock.of("$L $L $LL", name, operator, limit.longValueExact()))
              : Optional.of(
                  CodeBlock.of(
                      "$T.valueOf($L).compareTo($L) $L 0",
                      BigDecimal.class,
                      name,
                      decimal(limit),
                      operator));
      case FLOAT, DOUBLE ->
          Optional.of(CodeBlock.of("$L $L $L", name, operator, Double.toString(finite(limit))));
      case DECIMAL ->
          Optional.of(CodeBlock.of("$L.compareTo($L) $L 0", name, decimal(limit), operator));
      case BIG_INTEGER ->
          Optional.of(
              CodeBlock.of(
                  "new $T($L).compareTo($L) $L 0",
                  BigDecimal.class,
                  name,
                  decimal(limit),
                  operator));
      case BOOLEAN, STRING, UUID, DATE, TIME, TIMESTAMP, INSTANT -> Optional.empty();
    };
  }

  private static double finite(BigDecimal limit) {
    return Math.clamp(limit.doubleValue(), -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static CodeBlock decimal(BigDecimal number) {
    return CodeBlock.of("new $T($S)", BigDecimal.class, number.toString());
  }

  private static boolean isLong(BigDecimal number) {
    return number.scale() <= 0
        && number.precision() - number.scale() <= 19
        && number.toBigInteger().bitLength() < Long.SIZE;
  }

  private static Optional<BigDecimal> number(Object value) {
    return switch (value) {
      // Longer ones stand for no number that a column holds.
      case BigDecimal number when Math.abs(number.scale()) <= 400 -> Optional.of(number);
      case BigInteger number -> Optional.of(new BigDecimal(number));
      case Integer number -> Optional.of(BigDecimal.valueOf(number));
      case Long number -> Optional.of(BigDecimal.valueOf(number));
      case Double number when Double.isFinite(number) -> Optional.of(BigDecimal.valueOf(number));
      default -> Optional.empty();
    };
  }

  /// A date or time of the contract, read now as the contract's format has it.
  private Optional<CodeBlock> moment(String text) {
    String format =
        check.spot().property().logicalTypeOptions().map(TypeOptions::format).orElse("");
    return switch (type) {
      case DATE ->
          micros(text, LogicalType.DATE, format)
              .map(time -> parsed(time.atOffset(ZoneOffset.UTC).toLocalDate()));
      case TIMESTAMP ->
          micros(text, LogicalType.TIMESTAMP, format)
              .map(time -> parsed(time.atOffset(ZoneOffset.UTC).toLocalDateTime()));
      case INSTANT -> micros(text, LogicalType.TIMESTAMP, format).map(this::parsed);
      case TIME -> clock(text);
      default -> Optional.empty();
    };
  }

  private static Optional<Instant> micros(String text, LogicalType type, String format) {
    OptionalLong micros = Formats.parse(text, type, format);
    return micros.isPresent()
        ? Optional.of(Instant.EPOCH.plus(micros.getAsLong(), ChronoUnit.MICROS))
        : Optional.empty();
  }

  private Optional<CodeBlock> clock(String text) {
    try {
      return Optional.of(parsed(LocalTime.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private CodeBlock parsed(Object moment) {
    return CodeBlock.of("$T.parse($S)", type.type(), moment.toString());
  }

  /// The values that an enum allows.
  void of(List<EnumValue> values) {
    if (values.isEmpty()) {
      return;
    }
    Optional<CodeBlock> condition = isNumber() ? numbers(values) : others(values);
    condition.ifPresentOrElse(
        holds -> check.unless(holds, "must be one of the values that the contract lists"),
        () -> check.leave("the values"));
  }

  private Optional<CodeBlock> numbers(List<EnumValue> values) {
    List<CodeBlock> cases =
        values.stream()
            .flatMap(each -> number(each.value()).stream())
            .flatMap(number -> compared("==", number).stream())
            .toList();
    return cases.size() == values.size()
        ? Optional.of(cases.stream().collect(CodeBlock.joining(" || ")))
        : Optional.empty();
  }

  private Optional<CodeBlock> others(List<EnumValue> values) {
    List<CodeBlock> known =
        values.stream().flatMap(each -> other(each.value()).stream()).distinct().toList();
    if (values.stream().anyMatch(each -> other(each.value()).isEmpty())) {
      return Optional.empty();
    }
    CodeBlock set =
        constants.of(
            ParameterizedTypeName.get(ClassName.get(Set.class), type.type().box()),
            CodeBlock.of("$T.of($L)", Set.class, known.stream().collect(CodeBlock.joining(", "))));
    return Optional.of(CodeBlock.of("$L.contains($L)", set, check.spot().name()));
  }

  private Optional<CodeBlock> other(Object value) {
    return type == JavaType.Value.BOOLEAN && value instanceof Boolean
        ? Optional.of(CodeBlock.of("$L", value))
        : moment(value.toString());
  }
}
