package dev.evenkeel.plugin;

import com.palantir.javapoet.CodeBlock;
import dev.evenkeel.contracts.odcs.EnumValue;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// What a constructor refuses: the cheap constraints. Patterns, uniqueness and rules of quality are
/// for `evenkeel contract test`, which judges them as the standard means them.
final class Constraints {
  private Constraints() {}

  /// That it is there, and that nobody changes it later.
  static CodeBlock required(RecordPlan.Component part) {
    CodeBlock.Builder code = CodeBlock.builder();
    String name = part.name();
    if (part.isRequired() && !part.type().type().isPrimitive()) {
      code.addStatement("$T.requireNonNull($L, $S)", Objects.class, name, name);
    }
    CodeBlock copy =
        switch (part.type()) {
          case JavaType.Many ignored -> CodeBlock.of("$T.copyOf($L)", List.class, name);
          case JavaType.Mapped ignored -> CodeBlock.of("$T.copyOf($L)", Map.class, name);
          default -> CodeBlock.of("");
        };
    if (!copy.isEmpty()) {
      code.addStatement(
          part.isRequired() ? "$1L = $2L" : "$1L = $1L == null ? null : $2L", name, copy);
    }
    return code.build();
  }

  /// What its options demand.
  static CodeBlock of(String path, RecordPlan.Component part) {
    CodeBlock.Builder code = CodeBlock.builder();
    Check check = new Check(code, path + "." + part.property().name(), part);
    part.property().logicalTypeOptions().ifPresent(options -> options(check, part, options));
    if (!(part.type() instanceof JavaType.Chosen)) {
      oneOf(check, part.type(), part.property().enumValues());
    }
    return code.build();
  }

  private static void options(Check check, RecordPlan.Component part, TypeOptions options) {
    CodeBlock name = CodeBlock.of("$L", part.name());
    if (part.type() == JavaType.Value.STRING) {
      CodeBlock length = CodeBlock.of("$1L.codePointCount(0, $1L.length())", part.name());
      bounds(check, length, options.minLength(), options.maxLength(), "characters");
    } else if (part.type() instanceof JavaType.Many || part.type() instanceof JavaType.Mapped) {
      CodeBlock size = CodeBlock.of("$L.size()", name);
      boolean isMap = part.type() instanceof JavaType.Mapped;
      bounds(
          check,
          size,
          isMap ? options.minProperties() : options.minItems(),
          isMap ? options.maxProperties() : options.maxItems(),
          "items");
    } else if (part.type() instanceof JavaType.Numbers(JavaType.Value ignored, int dimensions)) {
      check.unless(
          CodeBlock.of("$L.length == $L", name, dimensions),
          "must have %d numbers".formatted(dimensions));
    } else if (part.type() instanceof JavaType.Value value) {
      bound(check, value, ">=", options.minimum(), "at least");
      bound(check, value, "<=", options.maximum(), "at most");
      bound(check, value, ">", options.exclusiveMinimum(), "more than");
      bound(check, value, "<", options.exclusiveMaximum(), "less than");
    }
  }

  private static void bounds(
      Check check, CodeBlock size, OptionalLong min, OptionalLong max, String unit) {
    min.ifPresent(least ->
        check.unless(
            CodeBlock.of("$L >= $LL", size, least),
            "must have at least %d %s".formatted(least, unit)));
    max.ifPresent(most ->
        check.unless(
            CodeBlock.of("$L <= $LL", size, most),
            "must have at most %d %s".formatted(most, unit)));
  }

  private static void bound(
      Check check, JavaType.Value type, String operator, Optional<Object> limit, String words) {
    limit
        .flatMap(Constraints::number)
        .ifPresent(number ->
            compared(check.part.name(), type, operator, number)
                .ifPresent(condition ->
                    check.unless(
                        condition, "must be %s %s".formatted(words, number.toPlainString()))));
  }

  /// As decimals wherever the limit is not exactly of the type, so that nothing is rounded.
  private static Optional<CodeBlock> compared(
      String name, JavaType.Value type, String operator, BigDecimal limit) {
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

  private static void oneOf(Check check, JavaType type, List<EnumValue> values) {
    if (!(type instanceof JavaType.Value value) || values.isEmpty()) {
      return;
    }
    List<CodeBlock> cases =
        values.stream()
            .flatMap(each -> number(each.value()).stream())
            .flatMap(number -> compared(check.part.name(), value, "==", number).stream())
            .toList();
    if (cases.size() == values.size()) {
      check.unless(
          cases.stream().collect(CodeBlock.joining(" || ")),
          "must be one of the values that the contract lists");
    }
  }

  /// Writes one check; a value that is not there passes all.
  private record Check(CodeBlock.Builder code, String path, RecordPlan.Component part) {
    void unless(CodeBlock condition, String message) {
      if (part.isRequired()) {
        code.beginControlFlow("if (!($L))", condition);
      } else {
        code.beginControlFlow("if ($L != null && !($L))", part.name(), condition);
      }
      code.addStatement(
          "throw new $T($L)",
          IllegalArgumentException.class,
          Words.literal("`%s` %s".formatted(path, message)));
      code.endControlFlow();
    }
  }
}
