package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// A model's versions, or all that is known of one.
@Command(
    name = "show",
    description = "Shows a model's newest versions, or one version.",
    mixinStandardHelpOptions = true)
final class ModelShowCommand implements Callable<Integer> {
  private static final int METRICS_SHOWN = 3;

  @Parameters(
      paramLabel = "NAME[@V]",
      description = "A model; a version, as in churn@3; or an alias, as in churn@champion.")
  String subject = "";

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "At most so many versions (default: ${DEFAULT-VALUE}).")
  int limit;

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int at = subject.indexOf('@');
    String name = at < 0 ? subject : subject.substring(0, at);
    try (RunningServer running = server.open()) {
      JsonNode model = running.get("api/v1/models/" + RunningServer.part(name));
      if (at < 0) {
        versions(running, model, out);
        return 0;
      }
      ShownVersion version =
          ShownVersion.read(running, name, number(model, subject.substring(at + 1)));
      if (server.json) {
        out.println(version.json());
      } else {
        version.print(out);
      }
    }
    return 0;
  }

  private int number(JsonNode model, String text) {
    if (text.matches("[1-9]\\d{0,8}")) {
      return Integer.parseInt(text);
    }
    JsonNode aliases = model.path("aliases");
    if (aliases.path(text).isNumber()) {
      return aliases.path(text).asInt();
    }
    String near = Names.nearest(text, List.copyOf(aliases.propertyNames()));
    throw new Problem(
            Problem.Kind.NOT_FOUND,
            "`%s` names no version".formatted(Names.abbreviate(subject)),
            "",
            "a number or an alias of this model",
            near.isEmpty() ? "" : "did you mean `%s`?".formatted(Names.abbreviate(near)))
        .asException();
  }

  private void versions(RunningServer running, JsonNode model, PrintWriter out) {
    String address =
        "api/v1/models/%s/versions".formatted(RunningServer.part(model.path("name").asString("")));
    RegistryPage versions = RegistryPage.read(running, address, "versions", limit);
    if (server.json) {
      out.println(versions.json());
      return;
    }
    TextTable table =
        new TextTable("VERSION", "REGISTERED", "FORMAT", "ANSWERS", "METRICS", "ALIASES");
    for (JsonNode version : versions.items()) {
      table.add(
          version.path("version").asString(""),
          version.path("registered").asString(),
          version.path("format").asString(),
          ShownVersion.answers(version.path("labels")),
          metrics(version.path("metrics")),
          pointing(model.path("aliases"), version.path("version").asInt()));
    }
    table.print(out);
    if (versions.hasMore()) {
      out.println("There are older ones: --limit N");
    }
  }

  private static String metrics(JsonNode metrics) {
    String shown =
        metrics
            .propertyStream()
            .limit(METRICS_SHOWN)
            .map(metric ->
                Names.abbreviate(metric.getKey())
                    + " "
                    + ShownRun.number(LoggedRun.number(metric.getValue())))
            .collect(Collectors.joining(", "));
    return metrics.size() > METRICS_SHOWN ? shown + ", …" : shown;
  }

  private static String pointing(JsonNode aliases, int number) {
    return aliases
        .propertyStream()
        .filter(alias -> alias.getValue().asInt() == number)
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }
}
