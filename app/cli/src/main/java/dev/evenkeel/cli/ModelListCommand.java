package dev.evenkeel.cli;

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

/// The models that a server has.
@Command(
    name = "list",
    description = "Lists the models of a running server.",
    mixinStandardHelpOptions = true)
final class ModelListCommand implements Callable<Integer> {
  @Option(
      names = "--limit",
      defaultValue = "1000",
      paramLabel = "N",
      description = "At most so many models (default: ${DEFAULT-VALUE}).")
  int limit;

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (RunningServer running = server.open()) {
      RegistryPage models = RegistryPage.read(running, "api/v1/models", "models", limit);
      if (server.json) {
        spec.commandLine().getOut().println(models.json());
        return 0;
      }
      TextTable table = new TextTable("MODEL", "NEWEST", "ALIASES");
      models
          .items()
          .forEach(model ->
              table.add(
                  model.path("name").asString(),
                  model.path("newest").asString(""),
                  aliases(model.path("aliases"))));
      table.print(spec.commandLine().getOut());
      if (models.hasMore()) {
        spec.commandLine().getOut().println("There are more: --limit N");
      }
    }
    return 0;
  }

  private static String aliases(JsonNode aliases) {
    Map<String, Integer> read = new LinkedHashMap<>();
    aliases.propertyStream().forEach(each -> read.put(each.getKey(), each.getValue().asInt()));
    return read.entrySet().stream()
        .map(alias -> alias.getKey() + "=" + alias.getValue())
        .collect(Collectors.joining(", "));
  }
}
