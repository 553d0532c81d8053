package dev.evenkeel.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Answers a request for approval, and tells what became of it.
abstract class ApprovalAnswer implements Callable<Integer> {
  @Parameters(paramLabel = "REQUEST", description = "Its number, as `evenkeel approvals` shows it.")
  long request;

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  /// The last part of the address that takes it.
  abstract String verb();

  abstract String reason();

  abstract String said(JsonNode told);

  @Override
  public Integer call() {
    try (RunningServer running = server.open()) {
      JsonNode told =
          running.post(
              "api/v1/approvals/%d/%s".formatted(request, verb()), Map.of("reason", reason()));
      if (server.json) {
        spec.commandLine().getOut().println(told);
      } else {
        spec.commandLine().getOut().printf("%s%n", said(told));
      }
    }
    return 0;
  }
}
