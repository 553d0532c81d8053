package dev.evenkeel.cli;

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

/// Starts a run.
@Command(
    name = "run",
    description = "Starts a run of a file or of a deployed pipeline.",
    mixinStandardHelpOptions = true)
final class PipelineRunCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PIPELINE", description = "A file, or the name of a deployed one.")
  String pipeline = "";

  @Mixin PipelineParametersMixin parameters;

  @Option(
      names = "--model",
      defaultValue = "",
      paramLabel = "MODEL",
      description = "The model that it works for.")
  String model = "";

  @Option(
      names = "--cause",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why, in plain words.")
  String cause = "";

  @Option(
      names = "--wait",
      description = "Shows how it goes until it has ended; fails when it fails.")
  boolean wait;

  @Mixin ServerMixin server;

  PipelineRunCommand() {
    spec = CommandSpec.create();
    parameters = new PipelineParametersMixin();
    server = new ServerMixin();
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("parameters", parameters.given);
    request.put("model", model);
    if (!cause.isEmpty()) {
      request.put("cause", cause);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (PipelineServer pipelines = server.openPipelines()) {
      JsonNode run = pipelines.start(pipeline, request);
      String id = run.path("id").asString("");
      if (!wait) {
        out.println(server.json ? run.toString() : "Started run " + id);
        return 0;
      }
      return new FollowedRun(pipelines, id, out, server.json).toItsEnd();
    }
  }
}
