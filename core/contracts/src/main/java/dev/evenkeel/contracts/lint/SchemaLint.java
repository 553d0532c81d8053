package dev.evenkeel.contracts.lint;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.EcmaPattern;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.EnumValue;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Types, options and keys of properties.
final class SchemaLint {
  private final Findings findings;

  SchemaLint(Findings findings) {
    this.findings = findings;
  }

  void check(Document document) {
    for (int index = 0; index < document.schema().size(); index++) {
      SchemaObject object = document.schema().get(index);
      String pointer = "/schema/%d/properties".formatted(index);
      positions(
          pointer,
          "primaryKeyPosition",
          object.properties().stream().map(SchemaProperty::primaryKeyPosition).toList());
      positions(
          pointer,
          "partitionKeyPosition",
          object.properties().stream().map(SchemaProperty::partitionKeyPosition).toList());
      properties(pointer, object.properties());
    }
  }

  private void positions(String pointer, String key, List<OptionalInt> positions) {
    Map<Integer, Integer> seen = new HashMap<>();
    for (int index = 0; index < positions.size(); index++) {
      if (positions.get(index).isPresent()
          && seen.putIfAbsent(positions.get(index).getAsInt(), index) != null) {
        findings.error(
            "%s/%d/%s".formatted(pointer, index, key),
            "`%s: %d` stands twice".formatted(key, positions.get(index).getAsInt()),
            "give each member its own position");
      }
    }
  }

  private void properties(String pointer, List<SchemaProperty> properties) {
    for (int index = 0; index < properties.size(); index++) {
      property(pointer + "/" + index, properties.get(index));
    }
  }

  private void property(String pointer, SchemaProperty property) {
    enumValues(pointer + "/enum", property);
    property
        .logicalTypeOptions()
        .ifPresent(
            options -> options(pointer + "/logicalTypeOptions", property.logicalType(), options));
    boolean hasDimensions =
        property.logicalTypeOptions().map(TypeOptions::dimensions).stream()
            .anyMatch(OptionalLong::isPresent);
    if (property.logicalType().equals("vector") && !hasDimensions) {
      findings.warning(
          pointer, "a vector without `dimensions`", "add `logicalTypeOptions: {dimensions: N}`");
    }
    if (property.logicalType().equals("array") && property.items().isEmpty()) {
      findings.hint(pointer, "an array that does not say what is in it", "add `items`");
    }
    if (property.primaryKeyPosition().isPresent() && !property.primaryKey()) {
      findings.warning(
          pointer + "/primaryKeyPosition",
          "a position in a primary key that the property is not part of",
          "add `primaryKey: true`");
    }
    properties(pointer + "/properties", property.properties());
    property.items().ifPresent(items -> property(pointer + "/items", items));
    property
        .map()
        .ifPresent(map -> {
          property(pointer + "/map/key", map.key());
          property(pointer + "/map/value", map.value());
        });
  }

  private void enumValues(String pointer, SchemaProperty property) {
    Set<String> seen = new HashSet<>();
    for (int index = 0; index < property.enumValues().size(); index++) {
      EnumValue value = property.enumValues().get(index);
      String text = String.valueOf(value.value());
      String at = "%s/%d/value".formatted(pointer, index);
      if (!seen.add(text)) {
        findings.error(
            at,
            "value `%s` stands twice".formatted(Names.abbreviate(text)),
            "list each value once");
      }
      boolean isNumber = value.value() instanceof Number;
      boolean wantsNumber =
          property.logicalType().equals("integer") || property.logicalType().equals("number");
      if (wantsNumber && !isNumber) {
        findings.error(
            at,
            "value `%s` is no %s".formatted(Names.abbreviate(text), property.logicalType()),
            "write a number without quotes");
      }
      if (property.logicalType().equals("string") && !(value.value() instanceof String)) {
        findings.warning(
            at, "value `%s` is no text".formatted(Names.abbreviate(text)), "put it into quotes");
      }
    }
  }

  private void options(String pointer, String type, TypeOptions options) {
    if (!options.pattern().isEmpty()) {
      pattern(findings, pointer + "/pattern", options.pattern());
    }
    order(pointer + "/maxLength", options.minLength(), options.maxLength());
    order(pointer + "/maxItems", options.minItems(), options.maxItems());
    order(pointer + "/maxProperties", options.minProperties(), options.maxProperties());
    bounds(pointer, options);
    boolean isTime = type.equals("date") || type.equals("timestamp") || type.equals("time");
    if (isTime && !options.format().isEmpty()) {
      format(pointer + "/format", options.format());
    }
  }

  /// Says what is wrong with a pattern, and what cannot judge by it.
  static void pattern(Findings findings, String pointer, String pattern) {
    try {
      if (EcmaPattern.of(pattern).re2().isEmpty()) {
        findings.warning(
            pointer,
            "the pattern can judge requests and not whole files: it has look-around or back"
                + " references, or is very large",
            "say the same in plainer terms");
      }
    } catch (ProblemException e) {
      findings.error(pointer, e.problem().what(), "expected " + e.problem().expected());
    }
  }

  private void order(String pointer, OptionalLong low, OptionalLong high) {
    if (low.isPresent() && high.isPresent() && low.getAsLong() > high.getAsLong()) {
      below(pointer);
    }
  }

  private void bounds(String pointer, TypeOptions options) {
    Optional<BigDecimal> low = number(options.minimum());
    Optional<BigDecimal> above = number(options.exclusiveMinimum());
    Optional<BigDecimal> high = number(options.maximum());
    Optional<BigDecimal> under = number(options.exclusiveMaximum());
    if (isAbove(low, high, false)) {
      below(pointer + "/maximum");
    }
    if (isAbove(low, under, true) || isAbove(above, under, true)) {
      below(pointer + "/exclusiveMaximum");
    }
    if (isAbove(above, high, true)) {
      below(pointer + "/maximum");
    }
  }

  private void below(String pointer) {
    String key = pointer.substring(pointer.lastIndexOf('/') + 1);
    findings.error(pointer, "`%s` is below the minimum: no value could pass".formatted(key), "");
  }

  private static boolean isAbove(
      Optional<BigDecimal> low, Optional<BigDecimal> high, boolean isAlsoEqual) {
    if (low.isEmpty() || high.isEmpty()) {
      return false;
    }
    int order = low.get().compareTo(high.get());
    return order > 0 || (isAlsoEqual && order == 0);
  }

  private static Optional<BigDecimal> number(Optional<Object> bound) {
    return bound.filter(Number.class::isInstance).map(value -> new BigDecimal(value.toString()));
  }

  private void format(String pointer, String format) {
    try {
      String unused = Formats.strptime(format);
    } catch (ProblemException e) {
      findings.error(pointer, e.problem().what(), "expected " + e.problem().expected());
    }
  }
}
