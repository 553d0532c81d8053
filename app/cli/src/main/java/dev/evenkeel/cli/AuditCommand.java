package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Who changed what at a running server.
@Command(
    name = "audit",
    description = "Shows who changed what at a running server, and proves that it is all there.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, export or verify?");
  }

  /// Which entries.
  static final class Filter {
    @Option(names = "--actor", description = "Who.")
    String actor = "";

    @Option(names = "--action", description = "What was done, or how it begins: alias.")
    String action = "";

    @Option(names = "--subject", description = "What it was done to: model/churn.")
    String subject = "";

    @Option(names = "--project", description = "Where.")
    String project = "";

    @Option(names = "--from", description = "At or after a time: 2026-05-01T00:00:00Z.")
    String from = "";

    @Option(names = "--to", description = "Before a time.")
    String to = "";

    Map<String, String> query() {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("actor", actor);
      query.put("action", action);
      query.put("subject", subject);
      query.put("project", project);
      query.put("from", from);
      query.put("to", to);
      return query;
    }
  }

  @Command(
      name = "list",
      description = "Lists entries, the newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Filter filter,
      @Option(
              names = "--before",
              defaultValue = "",
              paramLabel = "ENTRY",
              description = "Only entries below this number: the next page.")
          String before,
      @Mixin ServerMixin server) {
    Map<String, String> query = filter.query();
    query.put("before", before);
    try (RunningServer running = server.open()) {
      JsonNode page = running.get("api/v1/audit" + RunningServer.query(query));
      if (server.json) {
        spec.commandLine().getOut().println(page);
        return 0;
      }
      TextTable table =
          new TextTable("ENTRY", "WHEN", "WHO", "FROM", "PROJECT", "DID", "TO", "AFTER", "WHY");
      for (JsonNode entry : page.path("entries")) {
        table.add(
            text(entry, "id"),
            text(entry, "at"),
            text(entry, "actor"),
            text(entry, "address"),
            text(entry, "project"),
            text(entry, "action"),
            text(entry, "subject"),
            text(entry, "after"),
            text(entry, "reason"));
      }
      table.print(spec.commandLine().getOut());
      if (page.has("before")) {
        spec.commandLine().getOut().printf("There are more: --before %s%n", text(page, "before"));
      }
    }
    return 0;
  }

  @Command(
      name = "export",
      description = "Prints entries as JSON lines, the oldest first.",
      mixinStandardHelpOptions = true)
  int export(@Mixin Filter filter, @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      running.copy(
          "api/v1/audit/export" + RunningServer.query(filter.query()), spec.commandLine().getOut());
    }
    return 0;
  }

  @Command(
      name = "verify",
      description = "Looks whether every entry is there, as it was written; ends with 5 if not.",
      mixinStandardHelpOptions = true)
  int verify(@Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode check = running.get("api/v1/audit/verify");
      boolean isWhole = check.path("isWhole").asBoolean(false);
      if (server.json) {
        spec.commandLine().getOut().println(check);
      } else if (isWhole) {
        spec.commandLine()
            .getOut()
            .printf(
                "All %s entries are as they were written; the last is %s%n",
                text(check, "entries"), check.path("head").asString(""));
      } else {
        spec.commandLine()
            .getOut()
            .printf("The audit log is not as it was written: %s%n", text(check, "fault"));
      }
      return isWhole ? 0 : Problem.Kind.CONFLICT.exitCode();
    }
  }

  private static String text(JsonNode node, String name) {
    return Names.abbreviate(node.path(name).asString(""));
  }
}
