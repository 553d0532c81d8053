package dev.evenkeel.registry;

import dev.evenkeel.contracts.Property;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The part of a version's card that nobody writes: what is known of it, as Markdown.
final class CardText {
  /// Tags that `evenkeel model import` sets from what another server said.
  private static final String CLAIMS = "exported.";

  private static final int ROWS_MAX = 200;
  private static final int VALUE_CHARS_MAX = 500;

  private CardText() {}

  /// The whole card.
  static String of(String written, VersionFacts facts) {
    String text =
        written.isBlank()
            ? "*Nobody has written yet what %s is for, and what not.*".formatted(facts.version())
            : written.strip();
    return text + "\n\n" + facts(facts);
  }

  static String facts(VersionFacts facts) {
    StringBuilder text = new StringBuilder(1_000);
    text.append("## Facts\n\n");
    fact(text, "Registered", facts.version().at().toString());
    fact(text, "Format", facts.version().description().format());
    fact(text, "Trained on", String.join(", ", facts.datasets()));
    fact(text, "Code", facts.code());
    fact(text, "Script", facts.script());
    fact(text, "Seed", facts.seed());
    fact(text, "Run", facts.registered().runId().orElse(""));
    fact(text, "Pipeline run", facts.version().pipelineRun().orElse(""));
    fact(text, "Environment", String.join(", ", facts.environment().keySet()));
    fact(text, "Not known", String.join(", ", facts.missing()));
    table(text, "Metrics", facts.metrics());
    table(text, "Parameters", facts.parameters());
    table(text, "What the export says, not checked here", claims(facts));
    signature(text, facts);
    return text.toString();
  }

  /// What came along with an imported version.
  private static Map<String, String> claims(VersionFacts facts) {
    Map<String, String> claims = new TreeMap<>();
    facts
        .registered()
        .tags()
        .forEach((key, value) -> {
          if (key.startsWith(CLAIMS)) {
            claims.put(key.substring(CLAIMS.length()), value);
          }
        });
    return claims;
  }

  private static void fact(StringBuilder text, String name, String value) {
    if (!value.isBlank()) {
      text.append("- ").append(name).append(": ").append(code(value)).append('\n');
    }
  }

  private static void table(StringBuilder text, String title, Map<String, ?> rows) {
    if (rows.isEmpty()) {
      return;
    }
    text.append("\n### ").append(title).append("\n\n");
    text.append("| name | value |\n|---|---|\n");
    rows.entrySet().stream()
        .limit(ROWS_MAX)
        .forEach(row -> row(text, row.getKey(), String.valueOf(row.getValue())));
  }

  private static void signature(StringBuilder text, VersionFacts facts) {
    List<Property> inputs = facts.version().description().signature().inputs();
    List<String> labels = facts.version().description().target().labels();
    text.append("\n### Signature\n\n");
    text.append("| name | value |\n|---|---|\n");
    inputs.stream()
        .limit(ROWS_MAX)
        .forEach(input -> row(text, input.name(), input.type().name().toLowerCase(Locale.ROOT)));
    row(text, "answers", labels.isEmpty() ? "a number" : String.join(", ", labels));
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append("| ").append(code(name)).append(" | ").append(code(value)).append(" |\n");
  }

  /// As code, which shows what clients sent as it is and never as markup.
  private static String code(String value) {
    String plain =
        value.length() > VALUE_CHARS_MAX ? value.substring(0, VALUE_CHARS_MAX) + "…" : value;
    plain = plain.replaceAll("\\s+", " ").replace('`', '\'').replace("|", "\\|");
    return plain.isBlank() ? "" : "`" + plain.strip() + "`";
  }
}
