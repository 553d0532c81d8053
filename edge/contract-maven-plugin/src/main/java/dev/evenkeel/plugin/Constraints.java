package dev.evenkeel.plugin;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/// What the constructor of one record refuses: all that the contract says of a single value. What
/// it says of rows together, and what nothing here can judge, is told as unchecked.
final class Constraints {
  private static final Set<String> SILENT_FORMATS = Set.of("", "password", "binary");
  private static final Map<String, String> TEXT_FORMATS =
      Map.of(
          "email", "EMAIL",
          "uri", "URI",
          "hostname", "HOSTNAME",
          "ipv4", "IPV4",
          "ipv6", "IPV6",
          "byte", "BYTE");

  private final Constants constants = new Constants();
  private final List<String> unchecked = new ArrayList<>();
  private int variables;

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

  /// What its options and its enum demand.
  CodeBlock of(String path, RecordPlan.Component part) {
    return of(
        new Spot(
            part.name(),
            path + "." + part.property().name(),
            part.property(),
            part.type(),
            part.isRequired()));
  }

  /// Fields that the code of [#of] names.
  List<FieldSpec> constants() {
    return constants.fields();
  }

  /// What the contract says and the constructor does not check, in words.
  List<String> unchecked() {
    return List.copyOf(unchecked);
  }

  /// Rules of rows together, and of quality.
  void leave(String path, boolean isUnique, int relationships, int quality) {
    if (isUnique) {
      unchecked.add("`%s` is unique".formatted(path));
    }
    if (relationships > 0) {
      unchecked.add("`%s` refers to other objects".formatted(path));
    }
    if (quality > 0) {
      unchecked.add("rules of quality of `%s`".formatted(path));
    }
  }

  private CodeBlock of(Spot spot) {
    Check check = new Check(spot, unchecked);
    SchemaProperty property = spot.property();
    property.logicalTypeOptions().ifPresent(options -> options(check, options));
    switch (spot.type()) {
      case JavaType.Value value ->
          new ValueBounds(check, value, constants).of(property.enumValues());
      case JavaType.Chosen ignored -> {}
      case JavaType.Many ignored -> leaveEnum(spot);
      case JavaType.Mapped ignored -> leaveEnum(spot);
      case JavaType.Numbers ignored -> leaveEnum(spot);
      case JavaType.Made ignored -> leaveEnum(spot);
    }
    physical(check);
    leave(
        spot.path(), property.unique(), property.relationships().size(), property.quality().size());
    inner(check);
    return check.code();
  }

  private void leaveEnum(Spot spot) {
    if (!spot.property().enumValues().isEmpty()) {
      unchecked.add("the values that `%s` may have".formatted(spot.path()));
    }
  }

  private void options(Check check, TypeOptions options) {
    Spot spot = check.spot();
    CodeBlock size = CodeBlock.of("$L.size()", spot.name());
    switch (spot.type()) {
      case JavaType.Value value when value == JavaType.Value.STRING -> text(check, options);
      case JavaType.Value value when value == JavaType.Value.UUID -> leaveText(check, options);
      case JavaType.Value value -> new ValueBounds(check, value, constants).of(options);
      case JavaType.Chosen ignored -> leaveText(check, options);
      case JavaType.Many(JavaType item) -> {
        bounds(check, size, options.minItems(), options.maxItems(), "items");
        distinct(check, item, options.uniqueItems());
      }
      case JavaType.Mapped ignored ->
          bounds(check, size, options.minProperties(), options.maxProperties(), "items");
      case JavaType.Numbers numbers -> vector(check, numbers, options.normalized());
      case JavaType.Made(RecordPlan plan) -> object(check, plan, options);
    }
  }

  private void text(Check check, TypeOptions options) {
    String name = check.spot().name();
    CodeBlock length = CodeBlock.of("$1L.codePointCount(0, $1L.length())", name);
    bounds(check, length, options.minLength(), options.maxLength(), "characters");
    if (!options.pattern().isEmpty()) {
      constants
          .pattern(options.pattern())
          .ifPresentOrElse(
              constant ->
                  check.unless(
                      CodeBlock.of("$L.isIn($L)", constant, name),
                      "must match " + Words.shortened(options.pattern())),
              () -> check.leave("a pattern that engines would read differently"));
    }
    String format = options.format();
    if (TEXT_FORMATS.containsKey(format)) {
      check.unless(
          CodeBlock.of("$T.$L.isOf($L)", Types.TEXT_FORMAT, TEXT_FORMATS.get(format), name),
          "must be of the format " + format);
    } else if (!SILENT_FORMATS.contains(format)) {
      check.leave("the format " + Words.shortened(format));
    }
  }

  /// Of an enum and of a UUID the text that a file has is not kept.
  private static void leaveText(Check check, TypeOptions options) {
    if (options.minLength().isPresent() || options.maxLength().isPresent()) {
      check.leave("a length");
    }
    if (!options.pattern().isEmpty()) {
      check.leave("a pattern");
    }
    boolean isUuid = check.spot().type() == JavaType.Value.UUID;
    if (!isUuid && !SILENT_FORMATS.contains(options.format())) {
      check.leave("the format " + Words.shortened(options.format()));
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

  private static void distinct(Check check, JavaType item, boolean isDistinct) {
    if (!isDistinct) {
      return;
    }
    if (hasArrays(item)) {
      check.leave("unique items");
    } else {
      check.unless(
          CodeBlock.of("$T.isDistinct($L)", Types.VALUES, check.spot().name()),
          "must not have an item twice");
    }
  }

  /// Arrays of Java are equal to themselves alone.
  private static boolean hasArrays(JavaType type) {
    return switch (type) {
      case JavaType.Numbers ignored -> true;
      case JavaType.Many(JavaType item) -> hasArrays(item);
      case JavaType.Mapped(JavaType key, JavaType value) -> hasArrays(key) || hasArrays(value);
      case JavaType.Made(RecordPlan plan) ->
          plan.parts().stream().anyMatch(part -> hasArrays(part.type()));
      case JavaType.Value ignored -> false;
      case JavaType.Chosen ignored -> false;
    };
  }

  private static void vector(Check check, JavaType.Numbers numbers, boolean isNormalized) {
    String name = check.spot().name();
    check.unless(
        CodeBlock.of("$L.length == $L", name, numbers.dimensions()),
        "must have %d numbers".formatted(numbers.dimensions()));
    if (isNormalized) {
      boolean isFloating =
          numbers.element() == JavaType.Value.FLOAT || numbers.element() == JavaType.Value.DOUBLE;
      if (isFloating) {
        check.unless(CodeBlock.of("$T.isUnit($L)", Types.VALUES, name), "must be of length 1");
      } else {
        check.leave("a length of 1");
      }
    }
  }

  private static void object(Check check, RecordPlan plan, TypeOptions options) {
    String name = check.spot().name();
    CodeBlock optional =
        plan.parts().stream()
            .filter(part -> !part.isRequired())
            .map(part -> CodeBlock.of("$L.$L()", name, part.name()))
            .collect(CodeBlock.joining(", "));
    long required = plan.parts().stream().filter(RecordPlan.Component::isRequired).count();
    CodeBlock present = CodeBlock.of("$L + $T.present($L)", required, Types.VALUES, optional);
    bounds(check, present, options.minProperties(), options.maxProperties(), "properties");
    for (String demanded : options.required()) {
      plan.parts().stream()
          .filter(part -> part.property().name().equals(demanded))
          .findFirst()
          .ifPresentOrElse(
              part -> {
                if (!part.isRequired()) {
                  check.unless(
                      CodeBlock.of("$L.$L() != null", name, part.name()),
                      "must have the property " + Words.shortened(demanded));
                }
              },
              () -> check.leave("the property " + Words.shortened(demanded)));
    }
  }

  private void physical(Check check) {
    String physicalType = check.spot().property().physicalType();
    if (check.spot().type() == JavaType.Value.DECIMAL) {
      Digits.of(physicalType)
          .ifPresent(digits ->
              check.unless(
                  CodeBlock.of(
                      "$T.fits($L, $L, $L)",
                      Types.VALUES,
                      check.spot().name(),
                      digits.whole(),
                      digits.fraction()),
                  "must fit " + Words.shortened(physicalType)));
    } else if (physicalType.contains("(")) {
      check.leave("the physical type " + Words.shortened(physicalType));
    }
  }

  /// What is within a list or a map; objects within check themselves.
  private void inner(Check check) {
    Spot spot = check.spot();
    switch (spot.type()) {
      case JavaType.Many(JavaType item) ->
          spot.property().items().ifPresent(items -> each(check, "[]", items, item, ""));
      case JavaType.Mapped(JavaType key, JavaType value) ->
          spot.property()
              .map()
              .ifPresent(map -> {
                each(check, ".key", map.key(), key, ".keySet()");
                each(check, ".value", map.value(), value, ".values()");
              });
      case JavaType.Value ignored -> {}
      case JavaType.Chosen ignored -> {}
      case JavaType.Numbers ignored -> {}
      case JavaType.Made ignored -> {}
    }
  }

  private void each(
      Check check, String step, SchemaProperty property, JavaType type, String collection) {
    // Two lines below: no component has them.
    String variable = "each__" + variables++;
    CodeBlock inner = of(new Spot(variable, check.spot().path() + step, property, type, true));
    if (!inner.isEmpty()) {
      check.each(
          CodeBlock.of("$T $L : $L$L", type.type(), variable, check.spot().name(), collection),
          inner);
    }
  }
}
