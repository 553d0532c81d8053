package dev.evenkeel.contracts;

import dev.evenkeel.base.YamlText;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Writes a contract as ODCS 3.2 that [ContractReader] reads back as the same one.
public final class ContractWriter {
  private ContractWriter() {}

  /// YAML; texts are quoted as JSON does, which YAML 1.2 reads.
  public static String write(Contract contract) {
    StringBuilder out = new StringBuilder();
    out.append("apiVersion: v3.2.0\nkind: DataContract\n");
    out.append("id: ").append(YamlText.quoted(contract.id())).append('\n');
    out.append("version: ").append(YamlText.quoted(contract.version())).append('\n');
    out.append("status: draft\n");
    if (!contract.name().isEmpty()) {
      out.append("name: ").append(YamlText.quoted(contract.name())).append('\n');
    }
    if (!contract.description().isEmpty()) {
      out.append("description: {purpose: ")
          .append(YamlText.quoted(contract.description()))
          .append("}\n");
    }
    out.append("schema:\n  - name: ").append(YamlText.quoted(contract.object())).append('\n');
    out.append("    logicalType: object\n    properties:\n");
    contract.properties().forEach(property -> write(property, out));
    return out.toString();
  }

  private static void write(Property property, StringBuilder out) {
    out.append("      - name: ").append(YamlText.quoted(property.name())).append('\n');
    line(out, "logicalType", property.type().written());
    line(out, "required", String.valueOf(property.required()));
    if (property.unique()) {
      line(out, "unique", "true");
    }
    if (!property.description().isEmpty()) {
      line(out, "description", YamlText.quoted(property.description()));
    }
    if (!property.classification().isEmpty()) {
      line(out, "classification", YamlText.quoted(property.classification()));
    }
    String options = options(property);
    if (!options.isEmpty()) {
      line(out, "logicalTypeOptions", "{" + options + "}");
    }
    if (!property.allowed().isEmpty()) {
      allowed(property, out);
    }
  }

  private static void allowed(Property property, StringBuilder out) {
    if (property.allowedSeverity() == Severity.ERROR) {
      line(out, "enum", "");
      property
          .allowed()
          .forEach(value ->
              out.append("          - value: ").append(YamlText.quoted(value)).append('\n'));
      return;
    }
    line(out, "quality", "");
    out.append(
        "          - metric: invalidValues\n            arguments:\n              validValues:\n");
    property
        .allowed()
        .forEach(
            value -> out.append("                - ").append(YamlText.quoted(value)).append('\n'));
    out.append("            mustBe: 0\n            severity: warning\n");
  }

  private static String options(Property property) {
    StringBuilder options = new StringBuilder();
    option(
        options, "format", property.format().isEmpty() ? "" : YamlText.quoted(property.format()));
    Limits limits = property.limits();
    option(options, "format", limits.format().isEmpty() ? "" : YamlText.quoted(limits.format()));
    option(options, "minimum", text(property.minimum()));
    option(options, "maximum", text(property.maximum()));
    option(options, "exclusiveMinimum", limits.above().map(BigDecimal::toString).orElse(""));
    option(options, "exclusiveMaximum", limits.below().map(BigDecimal::toString).orElse(""));
    option(options, "multipleOf", limits.multipleOf().map(BigDecimal::toString).orElse(""));
    option(options, "minimum", time(limits.times().earliest()));
    option(options, "exclusiveMinimum", time(limits.times().after()));
    option(options, "maximum", time(limits.times().latest()));
    option(options, "exclusiveMaximum", time(limits.times().before()));
    option(options, "minLength", text(property.minLength()));
    option(options, "maxLength", text(property.maxLength()));
    option(
        options,
        "pattern",
        property.pattern().isEmpty() ? "" : YamlText.quoted(property.pattern()));
    return options.toString();
  }

  private static void option(StringBuilder options, String key, String value) {
    if (!value.isEmpty()) {
      options.append(options.isEmpty() ? "" : ", ").append(key).append(": ").append(value);
    }
  }

  private static String time(String bound) {
    return bound.isEmpty() ? "" : YamlText.quoted(bound);
  }

  private static String text(OptionalDouble number) {
    return number.isPresent() ? String.valueOf(number.getAsDouble()) : "";
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? String.valueOf(number.getAsInt()) : "";
  }

  private static void line(StringBuilder out, String key, String value) {
    out.append("        ")
        .append(key)
        .append(':')
        .append(value.isEmpty() ? "" : " " + value)
        .append('\n');
  }
}
