package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// The pipelines of a running server.
@Command(
    name = "pipeline",
    description = "Deploys, starts and steers the pipelines of a running server.",
    mixinStandardHelpOptions = true,
    subcommands = {
      PipelineRunCommand.class,
      PipelineShowCommand.class,
      PipelineLogsCommand.class,
      PipelineSteerCommands.Cancel.class,
      PipelineSteerCommands.Retry.class,
      PipelineSteerCommands.Approve.class,
      PipelineSteerCommands.Refuse.class,
      PipelineBackfillCommand.class,
    })
final class PipelineCommand implements Runnable {
  private static final int LISTED_MAX = 1_000;

  @Spec CommandSpec spec;

  PipelineCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "deploy, list, run, plan, show, explain, logs, cancel, retry, approve, refuse, pause, resume,"
            + " backfill, graph or remove?");
  }

  @Command(
      name = "deploy",
      description = "Puts a pipeline on the server under its name.",
      mixinStandardHelpOptions = true)
  int deploy(
      @Parameters(paramLabel = "FILE", description = "Such as pipelines/train.yaml.") Path file,
      @Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      tell(server, pipelines.deploy(file), "Deployed %s.");
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists the pipelines that are deployed.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      JsonNode page = pipelines.list(LISTED_MAX);
      if (server.json) {
        out().println(page);
        return 0;
      }
      if (page.path("pipelines").isEmpty()) {
        out().println("No pipeline is deployed: evenkeel pipeline deploy FILE");
        return 0;
      }
      TextTable table = new TextTable("PIPELINE", "DEFINITION", "DEPLOYED", "BY", "NEXT");
      page.path("pipelines")
          .forEach(one ->
              table.add(
                  one.path("name").asString(""),
                  shortened(one.path("digest").asString("")),
                  one.path("deployed").asString(""),
                  one.path("deployedBy").asString(""),
                  one.path("paused").asBoolean(false) ? "paused" : one.path("next").asString("")));
      table.print(out());
    }
    return 0;
  }

  @Command(
      name = "plan",
      description = "Says what a run would do: work, take an earlier answer, or skip.",
      mixinStandardHelpOptions = true)
  int plan(
      @Parameters(paramLabel = "PIPELINE", description = "A file, or the name of a deployed one.")
          String pipeline,
      @Mixin PipelineParametersMixin parameters,
      @Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      JsonNode plan = pipelines.plan(pipeline, Map.of("parameters", parameters.given));
      if (server.json) {
        out().println(plan);
        return 0;
      }
      TextTable table = new TextTable("STEP", "USES", "WOULD", "WHY");
      plan.path("steps")
          .forEach(step ->
              table.add(
                  step.path("name").asString(""),
                  step.path("uses").asString(""),
                  step.path("will").asString("").toLowerCase(java.util.Locale.ROOT),
                  step.path("why").asString("")));
      table.print(out());
    }
    return 0;
  }

  @Command(
      name = "graph",
      description = "Draws the steps of a pipeline or a run as text for Graphviz or Mermaid.",
      mixinStandardHelpOptions = true)
  int graph(
      @Parameters(paramLabel = "PIPELINE|RUN", description = "A deployed pipeline, or a run.")
          String what,
      @Option(names = "--mermaid", description = "For Mermaid instead of Graphviz.")
          boolean mermaid,
      @Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      boolean isRun = PipelineServer.isRun(what);
      JsonNode steps =
          isRun ? pipelines.graph(what).path("steps") : pipelines.pipeline(what).path("graph");
      if (server.json) {
        out().println(steps);
        return 0;
      }
      out()
          .println(
              mermaid ? "flowchart LR" : "digraph pipeline {\n  rankdir=LR; node [shape=box];");
      String arrow = mermaid ? "  %s --> %s" : "  \"%s\" -> \"%s\";";
      String node = mermaid ? "  %s" : "  \"%s\";";
      steps.forEach(step -> {
        out().println(node.formatted(step.path("name").asString("")));
        step.path("after")
            .forEach(earlier ->
                out()
                    .println(
                        arrow.formatted(earlier.asString(""), step.path("name").asString(""))));
      });
      if (!mermaid) {
        out().println("}");
      }
    }
    return 0;
  }

  @Command(
      name = "pause",
      description = "Lets nothing start a pipeline by itself.",
      mixinStandardHelpOptions = true)
  int pause(
      @Parameters(paramLabel = "PIPELINE", description = "Its name.") String name,
      @Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      tell(server, pipelines.pause(name), "Paused %s.");
    }
    return 0;
  }

  @Command(
      name = "resume",
      description = "Lets schedule and triggers start a pipeline again.",
      mixinStandardHelpOptions = true)
  int resume(
      @Parameters(paramLabel = "PIPELINE", description = "Its name.") String name,
      @Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      tell(server, pipelines.resume(name), "Resumed %s.");
    }
    return 0;
  }

  @Command(
      name = "remove",
      description = "Takes a pipeline off the server; its runs stay.",
      mixinStandardHelpOptions = true)
  int remove(
      @Parameters(paramLabel = "PIPELINE", description = "Its name.") String name,
      @Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      pipelines.remove(name);
      if (server.json) {
        out().println(Json.text(Map.of("removed", name)));
      } else {
        out().printf("Removed %s.%n", Names.abbreviate(name));
      }
    }
    return 0;
  }

  @Command(
      name = "explain",
      description = "Says why a step of a run did or did not work, with its attempts.",
      mixinStandardHelpOptions = true)
  int explain(
      @Parameters(paramLabel = "RUN", description = "Its id.") String run,
      @Parameters(paramLabel = "STEP", description = "Its name, or fit[0].") String step,
      @Mixin ServerMixin server) {
    try (PipelineServer pipelines = server.openPipelines()) {
      JsonNode found = pipelines.step(run, step);
      if (server.json) {
        out().println(found);
        return 0;
      }
      for (String line : explained(found)) {
        out().println(line);
      }
    }
    return 0;
  }

  private static List<String> explained(JsonNode step) {
    List<String> lines = new ArrayList<>();
    lines.add(step.path("name").asString("") + "  " + step.path("state").asString(""));
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("message", step.path("message").asString(""));
    parts.put("why", step.path("reason").asString(""));
    parts.put("from run", step.path("cachedFrom").asString(""));
    step.path("output")
        .forEachEntry(
            (name, value) -> parts.put("answer " + name, Names.abbreviate(value.asString(""))));
    parts.forEach((label, value) -> {
      if (!value.isEmpty()) {
        lines.add("  %s: %s".formatted(label, value));
      }
    });
    step.path("attempts")
        .forEach(attempt ->
            lines.add(
                "  attempt %d.%d  %s  %s  %s"
                    .formatted(
                        attempt.path("attempt").asInt(0),
                        attempt.path("epoch").asInt(0),
                        attempt.path("state").asString(""),
                        attempt.path("started").asString(""),
                        attempt.path("message").asString(""))));
    return lines;
  }

  private void tell(ServerMixin server, JsonNode deployed, String done) {
    if (server.json) {
      out().println(deployed);
      return;
    }
    out()
        .println(
            done.formatted(
                deployed.path("name").asString("")
                    + "@"
                    + shortened(deployed.path("digest").asString(""))));
    if (!deployed.path("next").asString("").isEmpty()) {
      out().println("Its schedule starts it next at " + deployed.path("next").asString(""));
    }
  }

  static String shortened(String digest) {
    String hex = digest.replaceFirst("^sha256:", "");
    return hex.substring(0, Math.min(12, hex.length()));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
