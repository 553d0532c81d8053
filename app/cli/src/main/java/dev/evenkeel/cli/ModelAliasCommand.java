package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Lets a name point at a version. `champion` is no such name: a promotion moves it.
@Command(
    name = "alias",
    description = "Lets an alias of a model point at a version, or at nothing.",
    mixinStandardHelpOptions = true)
final class ModelAliasCommand implements Callable<Integer> {
  private static final String CHAMPION = "champion";

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  String model = "";

  @Parameters(index = "1", paramLabel = "ALIAS", description = "The alias, as in challenger.")
  String alias = "";

  @Parameters(index = "2", arity = "0..1", paramLabel = "VERSION", description = "As in 3.")
  String version = "";

  @Option(names = "--delete", description = "Lets it point at nothing.")
  boolean delete;

  @Option(names = "--reason", description = "Why, in plain words; kept with the move.")
  String reason = "";

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (alias.equals(CHAMPION)) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "`champion` decides what serves, so it moves by a promotion only",
              "evenkeel promote %s@%s"
                  .formatted(Names.abbreviate(model), version.isEmpty() ? "N" : version))
          .asException();
    }
    if (delete == !version.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name a version, or say --delete: one of both");
    }
    String address =
        "api/v1/models/%s/aliases/%s"
            .formatted(RunningServer.part(model), RunningServer.part(alias));
    String actor = System.getProperty("user.name", "cli");
    try (RunningServer running = server.open()) {
      JsonNode moved;
      if (delete) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("actor", actor);
        query.put("reason", reason);
        moved = running.delete(address + RunningServer.query(query));
      } else {
        moved = running.put(address, Map.of("version", version, "reason", reason, "actor", actor));
      }
      if (server.json) {
        spec.commandLine().getOut().println(moved);
      } else {
        spec.commandLine()
            .getOut()
            .printf("%s of %s points at %s now.%n", alias, model, delete ? "nothing" : version);
      }
    }
    return 0;
  }
}
