package dev.evenkeel.cli;

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

/// Says who may move an alias, and how many others have to approve.
@Command(
    name = "protect",
    description = "Says who may move an alias of a model, and how many others must approve.",
    mixinStandardHelpOptions = true)
final class ModelProtectCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model; * for all.")
  String model = "";

  @Parameters(index = "1", paramLabel = "ALIAS", description = "The alias, as in champion.")
  String alias = "";

  @Option(
      names = "--role",
      defaultValue = "deployer",
      description = "Who may move it: editor, deployer or admin (default: deployer).")
  String role = "deployer";

  @Option(
      names = "--approvals",
      defaultValue = "0",
      paramLabel = "N",
      description = "How many others must approve (default: 0).")
  int approvals;

  @Option(names = "--remove", description = "Takes the protection away.")
  boolean remove;

  @Option(names = "--reason", description = "Why, in plain words; kept in the audit log.")
  String reason = "";

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String address =
        "api/v1/models/%s/protections/%s"
            .formatted(RunningServer.part(model), RunningServer.part(alias));
    try (RunningServer running = server.open()) {
      JsonNode rule;
      String told;
      if (remove) {
        rule = running.delete(address + RunningServer.query(Map.of("reason", reason)));
        told = "%s of %s has no protection of its own now.".formatted(alias, model);
      } else {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("role", role);
        body.put("approvals", approvals);
        body.put("reason", reason);
        rule = running.put(address, body);
        told =
            "%s of %s is moved by: %s; approvals: %d."
                .formatted(alias, model, rule.path("role").asString(""), approvals);
      }
      spec.commandLine().getOut().println(server.json ? rule.toString() : told);
    }
    return 0;
  }
}
