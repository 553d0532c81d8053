package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Places;
import dev.evenkeel.contracts.odcs.QualityRule;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a document says of one column.
///
/// `enum` and a library rule `metric: invalidValues` with `validValues` and `mustBe: 0` both say
/// which values are allowed; only the rule has a severity.
final class PropertyReader {
  private final SchemaProperty property;
  private final String pointer;
  private final Places places;

  /// @param pointer of the property in its document
  PropertyReader(SchemaProperty property, String pointer, Places places) {
    this.property = property;
    this.pointer = pointer;
    this.places = places;
  }

  private record Allowed(List<String> values, Severity severity, String pointer) {}

  Property read() {
    if (property.name().isBlank()) {
      throw problem("/name", "a property without a name", "the name of a column");
    }
    LogicalType type = type();
    Optional<TypeOptions> options = property.logicalTypeOptions();
    String format = type.isTime() ? format(options.map(TypeOptions::format).orElse("")) : "";
    Allowed allowed = allowed();
    demandType(allowed, type, format);
    boolean isText = type == LogicalType.STRING;
    Optional<TypeOptions> numeric = options.filter(given -> type.isNumeric());
    OptionalDouble minimum = bound(numeric.flatMap(TypeOptions::minimum), "minimum");
    OptionalDouble maximum = bound(numeric.flatMap(TypeOptions::maximum), "maximum");
    OptionalInt minLength = length(options.map(TypeOptions::minLength), isText);
    OptionalInt maxLength = length(options.map(TypeOptions::maxLength), isText);
    boolean isReversed =
        minimum.isPresent() && maximum.isPresent() && minimum.getAsDouble() > maximum.getAsDouble();
    demandOrder("maximum", !isReversed);
    demandOrder("maxLength", minLength.orElse(0) <= maxLength.orElse(Integer.MAX_VALUE));
    return new Property(
        property.name(),
        type,
        property.required(),
        property.unique(),
        property.description(),
        format,
        minimum,
        maximum,
        minLength,
        maxLength,
        isText ? pattern(options.map(TypeOptions::pattern).orElse("")) : "",
        allowed.values(),
        allowed.severity(),
        property.classification(),
        options
            .map(given -> new LimitsReader(given, places, pointer).read(type, format))
            .orElse(Limits.none()));
  }

  private LogicalType type() {
    String written = property.logicalType().isEmpty() ? "string" : property.logicalType();
    for (LogicalType type : LogicalType.values()) {
      if (type.written().equals(written)) {
        return type;
      }
    }
    throw problem(
        "/logicalType",
        "a column of logicalType `%s` is not stored".formatted(Names.abbreviate(written)),
        "string, date, timestamp, integer, number or boolean");
  }

  private Allowed allowed() {
    List<String> listed = property.enumValues().stream().map(each -> text(each.value())).toList();
    Allowed allowed = new Allowed(listed, Severity.ERROR, "/enum");
    for (int index = 0; index < property.quality().size(); index++) {
      QualityRule rule = property.quality().get(index);
      List<String> valid = validValues(rule);
      if (valid.isEmpty()) {
        continue;
      }
      String at = "/quality/%d".formatted(index);
      if (!allowed.values().isEmpty()) {
        throw problem(
            at, "the allowed values stand twice", "one `enum`, or one rule with `validValues`");
      }
      allowed = new Allowed(valid, Severity.of(rule.severity()), at);
    }
    return allowed;
  }

  /// Of a rule that each row is held to; none of any other.
  private static List<String> validValues(QualityRule rule) {
    boolean toleratesNone =
        rule.mustBe()
            .filter(number -> number instanceof Number given && given.doubleValue() == 0)
            .isPresent();
    return rule.metric().equals("invalidValues")
            && toleratesNone
            && rule.arguments().get("validValues") instanceof List<?> values
        ? values.stream().map(PropertyReader::text).toList()
        : List.of();
  }

  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }

  private void demandType(Allowed allowed, LogicalType type, String format) {
    for (String value : allowed.values()) {
      boolean fits =
          switch (type) {
            case STRING -> true;
            case INTEGER -> value.matches("-?\\d{1,15}");
            case NUMBER -> value.matches("-?\\d{1,300}(\\.\\d{1,300})?");
            case BOOLEAN -> false;
            case DATE, TIMESTAMP -> Formats.parse(value, type, format).isPresent();
          };
      if (!fits) {
        throw problem(
            allowed.pointer(),
            "the allowed value `%s` cannot be used".formatted(Names.abbreviate(value)),
            type == LogicalType.BOOLEAN
                ? "no list: true and false are all there is"
                : new Check.IsType("", type, format).expected());
      }
    }
  }

  private void demandOrder(String key, boolean isInOrder) {
    if (!isInOrder) {
      throw problem(
          "/logicalTypeOptions/" + key,
          "`%s` is below the minimum: no value could pass".formatted(key),
          "a larger one");
    }
  }

  private String format(String format) {
    try {
      Formats.strptime(format);
      return format;
    } catch (ProblemException e) {
      Problem problem = e.problem();
      throw places
          .of(pointer + "/logicalTypeOptions/format")
          .problem(problem.what(), problem.expected(), problem.remedy())
          .asException(e);
    }
  }

  private String pattern(String pattern) {
    EcmaPattern.read(pattern, places.of(pointer + "/logicalTypeOptions/pattern"));
    return pattern;
  }

  private OptionalDouble bound(Optional<Object> bound, String key) {
    if (bound.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (bound.get() instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    throw problem(
        "/logicalTypeOptions/" + key,
        "`%s: %s` cannot be used".formatted(key, Names.abbreviate(text(bound.get()))),
        "a number");
  }

  /// Beyond any text that is read here there is no bound.
  private static OptionalInt length(Optional<OptionalLong> given, boolean isText) {
    return isText && given.isPresent() && given.get().isPresent()
        ? OptionalInt.of((int) Math.min(given.get().getAsLong(), Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  private ProblemException problem(String inside, String what, String expected) {
    return places.of(pointer + inside).problem(what, expected).asException();
  }
}
