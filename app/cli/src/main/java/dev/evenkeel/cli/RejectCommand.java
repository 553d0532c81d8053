package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Rejects what waits.
@Command(
    name = "reject",
    description = "Rejects a request at a running server.",
    mixinStandardHelpOptions = true)
final class RejectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "REQUEST", description = "Its number, as `evenkeel approvals` shows it.")
  long request;

  @Option(
      names = "--reason",
      required = true,
      description = "Why, in plain words; kept with the answer.")
  String reason = "";

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (RunningServer running = server.open()) {
      JsonNode told =
          running.post("api/v1/approvals/%d/reject".formatted(request), Map.of("reason", reason));
      if (server.json) {
        spec.commandLine().getOut().println(told);
      } else {
        spec.commandLine().getOut().printf("%s%n", said(told));
      }
    }
    return 0;
  }

  private String said(JsonNode told) {
    return "Request %d about %s is rejected."
        .formatted(request, Names.abbreviate(told.path("subject").asString("")));
  }
}
