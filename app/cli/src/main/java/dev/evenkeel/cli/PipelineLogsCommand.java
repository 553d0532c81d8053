package dev.evenkeel.cli;

import java.io.PrintWriter;
import java.time.Duration;
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

/// Shows what a step wrote.
@Command(name = "logs", description = "Shows what a step wrote.", mixinStandardHelpOptions = true)
final class PipelineLogsCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(300);

  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id.")
  String run = "";

  @Parameters(index = "1", paramLabel = "STEP", description = "Its name, or fit[0].")
  String step = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until the step has ended.")
  boolean follow;

  @Option(
      names = "--attempt",
      defaultValue = "0",
      paramLabel = "N",
      description = "Which attempt (default: the last).")
  int attempt;

  @Mixin ServerMixin server;

  PipelineLogsCommand() {
    spec = CommandSpec.create();
    server = new ServerMixin();
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (PipelineServer pipelines = server.openPipelines()) {
      String after = "0";
      while (true) {
        boolean isOver = !follow || PipelineServer.hasEnded(pipelines.step(run, step));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("attempt", attempt == 0 ? "" : String.valueOf(attempt));
        query.put("after", after);
        JsonNode parts = pipelines.log(run, step, query).path("parts");
        for (JsonNode part : parts) {
          print(out, part);
          after = part.path("part").asString(after);
        }
        if (isOver && parts.isEmpty()) {
          return 0;
        }
        if (parts.isEmpty()) {
          Thread.sleep(LOOK);
        }
      }
    }
  }

  private void print(PrintWriter out, JsonNode part) {
    if (server.json) {
      out.println(part);
    } else {
      out.print(part.path("lines").asString(""));
    }
    out.flush();
  }
}
