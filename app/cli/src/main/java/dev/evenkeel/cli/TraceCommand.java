package dev.evenkeel.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Tells all that a running server knows of one prediction.
@Command(
    name = "trace",
    description =
        "Shows a prediction: request, answer, version, data, what put it there, and the truth.",
    mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PREDICTION", description = "The predictionId of an answer.")
  String prediction;

  @Mixin ServerMixin server;

  @Spec CommandSpec spec;

  TraceCommand() {
    prediction = "";
    server = new ServerMixin();
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (RunningServer running = server.open()) {
      JsonNode trace = running.get("api/v1/predictions/" + RunningServer.part(prediction));
      if (server.json) {
        out.println(trace);
      } else {
        new TraceText(out).print(trace);
      }
    }
    out.flush();
    return 0;
  }
}
