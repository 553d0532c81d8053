package dev.evenkeel.console;

import dev.evenkeel.console.ContractView.Cell;
import dev.evenkeel.console.ContractView.Fact;
import dev.evenkeel.console.ContractView.RuleView;
import dev.evenkeel.contracts.odcs.AuthoritativeDefinition;
import dev.evenkeel.contracts.odcs.CustomProperty;
import dev.evenkeel.contracts.odcs.QualityRule;
import dev.evenkeel.contracts.odcs.Relationship;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parts of a contract in words. Its text is a stranger's: nothing of it becomes markup, and only
/// an address of the web becomes a link.
final class ContractWords {
  private ContractWords() {}

  /// Without what would change the direction or the look of the text around it.
  static String text(@Nullable Object value) {
    return value == null
        ? "null"
        : value.toString().replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Co}&&[^\n\t\u200D]]", "\uFFFD");
  }

  static Cell cell(@Nullable Object value) {
    return new Cell(text(value), "");
  }

  static Cell link(String label, String address) {
    boolean isWeb = address.matches("(?i)(https?://|mailto:)[^\\s\\p{C}]+");
    return new Cell(text(label.isEmpty() ? address : label), isWeb ? address : "");
  }

  static void add(List<Fact> facts, String label, String value) {
    if (!value.isEmpty()) {
      facts.add(new Fact(label, cell(value)));
    }
  }

  static void definitions(List<Fact> facts, List<AuthoritativeDefinition> definitions) {
    for (AuthoritativeDefinition definition : definitions) {
      String label = definition.type().isEmpty() ? "Definition" : text(definition.type());
      facts.add(new Fact(label, link(definition.description(), definition.url())));
    }
  }

  static void custom(List<Fact> facts, List<CustomProperty> properties) {
    for (CustomProperty property : properties) {
      String value = property.value().map(ContractWords::tree).orElse("");
      boolean isSecret =
          property.property().matches("(?i).*(passw|secret|token|credential|apikey).*");
      add(facts, text(property.property()), isSecret ? "not shown" : value);
    }
  }

  /// A tree on one line.
  static String tree(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> text(entry.getKey()) + ": " + tree(entry.getValue()))
              .collect(Collectors.joining(", "));
      case List<?> list -> list.stream().map(ContractWords::tree).collect(Collectors.joining(", "));
      case null, default -> text(value);
    };
  }

  static List<String> constraints(SchemaProperty property) {
    List<String> words = new ArrayList<>();
    property.logicalTypeOptions().ifPresent(options -> options(options, words));
    if (!property.enumValues().isEmpty()) {
      words.add(
          "one of "
              + property.enumValues().stream()
                  .map(value ->
                      text(value.value())
                          + (value.label().isEmpty() ? "" : " (" + text(value.label()) + ")"))
                  .collect(Collectors.joining(", ")));
    }
    property.relationships().forEach(relationship -> words.add(reference(relationship)));
    return words;
  }

  static String reference(Relationship relationship) {
    String from = relationship.from().map(each -> tree(each) + " ").orElse("");
    return "%srefers to %s".formatted(from, relationship.to().map(ContractWords::tree).orElse("?"));
  }

  private static void options(TypeOptions options, List<String> words) {
    between(options.minLength(), options.maxLength(), "characters", words);
    between(options.minItems(), options.maxItems(), "items", words);
    between(options.minProperties(), options.maxProperties(), "keys", words);
    said("at least ", options.minimum(), words);
    said("above ", options.exclusiveMinimum(), words);
    said("at most ", options.maximum(), words);
    said("below ", options.exclusiveMaximum(), words);
    said("a multiple of ", options.multipleOf(), words);
    named("matches ", options.pattern(), words);
    named("format ", options.format(), words);
    options
        .timezone()
        .ifPresent(zoned -> words.add(zoned ? "with a timezone" : "without a timezone"));
    named("timezone when none is given: ", options.defaultTimezone(), words);
    if (options.uniqueItems()) {
      words.add("no item twice");
    }
    named("must have ", String.join(", ", options.required()), words);
    options.dimensions().ifPresent(many -> words.add("%d dimensions".formatted(many)));
    named("elements ", options.elementType(), words);
    named("compared by ", options.distanceMetric(), words);
    named(
        "made by ",
        (options.embeddingModel() + " " + options.embeddingModelVersion()).strip(),
        words);
    if (options.normalized()) {
      words.add("of length 1");
    }
  }

  private static void between(
      OptionalLong low, OptionalLong high, String what, List<String> words) {
    if (low.isPresent() && high.isPresent()) {
      words.add(
          low.getAsLong() == high.getAsLong()
              ? "exactly %d %s".formatted(low.getAsLong(), what)
              : "%d to %d %s".formatted(low.getAsLong(), high.getAsLong(), what));
    } else if (low.isPresent()) {
      words.add("at least %d %s".formatted(low.getAsLong(), what));
    } else if (high.isPresent()) {
      words.add("at most %d %s".formatted(high.getAsLong(), what));
    }
  }

  private static void said(String before, Optional<?> value, List<String> words) {
    value.ifPresent(each -> words.add(before + text(each)));
  }

  private static void named(String before, String value, List<String> words) {
    if (!value.isEmpty()) {
      words.add(before + text(value));
    }
  }

  static List<RuleView> rules(List<QualityRule> rules) {
    return rules.stream().map(ContractWords::rule).toList();
  }

  private static RuleView rule(QualityRule rule) {
    String metric = rule.metric().isEmpty() ? rule.rule() : rule.metric();
    String what = metric.isEmpty() ? rule.type() : metric;
    String title = rule.name().isEmpty() ? what : rule.name();
    List<String> notes = new ArrayList<>();
    named("", rule.dimension(), notes);
    named("severity ", rule.severity(), notes);
    named("impact: ", rule.businessImpact(), notes);
    named("", (rule.scheduler() + " " + rule.schedule()).strip(), notes);
    String code =
        rule.query().isEmpty()
            ? rule.implementation().map(ContractWords::tree).orElse("")
            : text(rule.query());
    return new RuleView(
        text(title.isEmpty() ? "rule" : title),
        demand(rule, title.equals(metric) ? "" : metric),
        text(rule.description()),
        String.join(" · ", notes),
        code);
  }

  private static String demand(QualityRule rule, String metric) {
    List<String> words = new ArrayList<>();
    named("", metric, words);
    if (!rule.arguments().isEmpty()) {
      words.add("(" + tree(rule.arguments()) + ")");
    }
    named("among ", tree(rule.validValues()), words);
    said("is ", rule.mustBe(), words);
    said("is not ", rule.mustNotBe(), words);
    said("is above ", rule.mustBeGreaterThan(), words);
    said("is at least ", rule.mustBeGreaterOrEqualTo(), words);
    said("is below ", rule.mustBeLessThan(), words);
    said("is at most ", rule.mustBeLessOrEqualTo(), words);
    named("is from ", range(rule.mustBeBetween()), words);
    named("is not from ", range(rule.mustNotBeBetween()), words);
    named("", rule.unit(), words);
    return String.join(" ", words);
  }

  private static String range(List<?> bounds) {
    return bounds.stream().map(ContractWords::text).collect(Collectors.joining(" to "));
  }
}
