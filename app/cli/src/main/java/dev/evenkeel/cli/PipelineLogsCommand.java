package dev.evenkeel.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED");
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
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (PipelineServer pipelines = new PipelineServer(server.open())) {
      String after = "0";
      while (true) {
        boolean isOver =
            !follow || FINAL.contains(pipelines.step(run, step).path("state").asString(""));
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
        pause(parts.isEmpty());
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

  private static void pause(boolean isQuiet) {
    if (!isQuiet) {
      return;
    }
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot follow a log: interrupted", e);
    }
  }
}
