package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.io.PrintWriter;
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

/// Shows runs, or one of them.
@Command(
    name = "show",
    description = "Shows a run and its steps, or the newest runs.",
    mixinStandardHelpOptions = true)
final class PipelineShowCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "RUN|PIPELINE",
      arity = "0..1",
      description = "A run's id, or a pipeline whose runs are listed; all runs without it.")
  String what = "";

  @Option(
      names = "--state",
      defaultValue = "",
      paramLabel = "STATE",
      description = "Such as failed or running.")
  String state = "";

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  int limit = 20;

  @Mixin ServerMixin server;

  PipelineShowCommand() {
    spec = CommandSpec.create();
    server = new ServerMixin();
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (PipelineServer pipelines = server.openPipelines()) {
      if (PipelineServer.isRun(what)) {
        JsonNode run = pipelines.run(what, 0);
        if (server.json) {
          out.println(run);
        } else {
          show(out, run);
        }
        return 0;
      }
      Map<String, String> query = new LinkedHashMap<>();
      query.put("pipeline", what);
      query.put("state", state);
      query.put("limit", String.valueOf(limit));
      JsonNode page = pipelines.runs(query);
      if (server.json) {
        out.println(page);
      } else {
        list(out, page);
      }
    }
    return 0;
  }

  private static void list(PrintWriter out, JsonNode page) {
    TextTable table = new TextTable("RUN", "PIPELINE", "STATE", "STARTED", "WHY");
    page.path("runs")
        .forEach(run ->
            table.add(
                run.path("id").asString(""),
                run.path("pipeline").asString(""),
                run.path("state").asString(""),
                run.path("started").asString(""),
                Names.abbreviate(
                    run.path("message").asString("").isEmpty()
                        ? run.path("cause").asString("")
                        : run.path("message").asString(""))));
    table.print(out);
    if (!page.path("next").asString("").isEmpty()) {
      out.println("There are more: --limit.");
    }
  }

  private static void show(PrintWriter out, JsonNode run) {
    out.printf(
        "%s of %s@%s, %s%n",
        run.path("id").asString(""),
        run.path("pipeline").asString(""),
        PipelineCommand.shortened(run.path("definition").asString("")),
        run.path("state").asString(""));
    for (String key : new String[] {"cause", "message", "part", "retryOf", "started", "ended"}) {
      if (!run.path(key).asString("").isEmpty()) {
        out.printf("  %s: %s%n", key, run.path(key).asString(""));
      }
    }
    TextTable table = new TextTable("STEP", "STATE", "ATTEMPT", "WHY");
    run.path("steps")
        .forEach(step -> {
          String message = step.path("message").asString("");
          table.add(
              step.path("name").asString(""),
              step.path("state").asString(""),
              step.path("attempt").asString(""),
              message.isEmpty() ? step.path("reason").asString("") : message);
        });
    table.print(out);
    if (!run.path("next").asString("").isEmpty()) {
      out.println("There are more steps: --json, and the page of the run.");
    }
    run.path("asked")
        .forEach(asked ->
            out.printf(
                "Waits for the role %s: evenkeel pipeline approve %s %s%n",
                asked.path("role").asString(""),
                run.path("id").asString(""),
                asked.path("step").asString("")));
  }
}
