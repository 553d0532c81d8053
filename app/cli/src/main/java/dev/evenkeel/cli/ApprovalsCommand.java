package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What waits for somebody's approval.
@Command(
    name = "approvals",
    description = "Lists what waits for approval at a running server.",
    mixinStandardHelpOptions = true)
final class ApprovalsCommand implements Callable<Integer> {
  @Option(names = "--past", description = "Lists what was decided or has expired instead.")
  boolean past;

  @Option(
      names = "--before",
      defaultValue = "",
      paramLabel = "REQUEST",
      description = "Only requests below this number: the next page.")
  String before = "";

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("state", past ? "past" : "waiting");
    query.put("before", before);
    try (RunningServer running = server.open()) {
      JsonNode page = running.get("api/v1/approvals" + RunningServer.query(query));
      if (server.json) {
        spec.commandLine().getOut().println(page);
        return 0;
      }
      TextTable table =
          new TextTable(
              "REQUEST", "WHAT", "SUBJECT", "FACTS", "BY", "APPROVALS", "STATE", "REASON");
      for (JsonNode request : page.path("approvals")) {
        table.add(
            text(request, "id"),
            text(request, "kind"),
            text(request, "subject"),
            facts(request.path("facts")),
            text(request, "requestedBy"),
            text(request, "approvals") + " of " + text(request, "needed"),
            text(request, "state"),
            text(request, "reason"));
      }
      table.print(spec.commandLine().getOut());
      if (page.has("before")) {
        spec.commandLine().getOut().printf("There are more: --before %s%n", text(page, "before"));
      }
    }
    return 0;
  }

  private static String facts(JsonNode facts) {
    return facts
        .propertyStream()
        .filter(fact -> !fact.getKey().equals("model"))
        .map(fact -> fact.getKey() + "=" + Names.abbreviate(fact.getValue().asString("")))
        .collect(Collectors.joining(" "));
  }

  private static String text(JsonNode node, String name) {
    return Names.abbreviate(node.path(name).asString(""));
  }
}
