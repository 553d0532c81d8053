package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Makes a version the champion, which deploys it.
@Command(
    name = "promote",
    description = "Makes a version the champion of a running server, which deploys it at once.",
    mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME@N", description = "The version, as in churn@3.")
  String version;

  @Option(names = "--reason", description = "Why, in plain words; kept with the move.")
  String reason;

  @Mixin ServerMixin server;
  @Spec CommandSpec spec;

  PromoteCommand() {
    version = "";
    reason = "";
    server = new ServerMixin();
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    VersionReference wanted = VersionReference.read(version);
    String name = RunningServer.part(wanted.model());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("version", wanted.number());
    body.put("reason", reason);
    body.put("actor", System.getProperty("user.name", "cli"));
    try (RunningServer running = server.open()) {
      running.put("api/v1/models/%s/aliases/champion".formatted(name), body);
      JsonNode deployment = running.get("api/v1/deployments/" + name);
      if (server.json) {
        spec.commandLine().getOut().println(deployment);
      }
      demandServed(wanted, deployment);
      if (!server.json) {
        spec.commandLine().getOut().printf("%s serves now.%n", version);
      }
    }
    return 0;
  }

  private static void demandServed(VersionReference wanted, JsonNode deployment) {
    String number = String.valueOf(wanted.number());
    if (!deployment.path("traffic").has(number)) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "%s@%d is champion, but it does not serve: %s"
                  .formatted(
                      wanted.model(), wanted.number(), deployment.path("reason").asString("")),
              "what served before goes on; promote another version, or put this one right")
          .asException();
    }
  }
}
