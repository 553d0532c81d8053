package dev.evenkeel.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What people do to runs.
final class PipelineSteerCommands {
  private PipelineSteerCommands() {}

  /// What they share.
  abstract static class OfARun implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "RUN", description = "Its id.")
    String run = "";

    @Mixin ServerMixin server = new ServerMixin();

    abstract JsonNode act(PipelineServer pipelines);

    @Override
    public Integer call() throws InterruptedException {
      try (PipelineServer pipelines = server.openPipelines()) {
        JsonNode after = act(pipelines);
        spec.commandLine()
            .getOut()
            .println(
                server.json
                    ? after.toString()
                    : "Run %s: %s"
                        .formatted(
                            after.path("id").asString(""), after.path("state").asString("")));
      }
      return 0;
    }
  }

  /// Cancels.
  @Command(
      name = "cancel",
      description = "Cancels a run and stops what works in it.",
      mixinStandardHelpOptions = true)
  static final class Cancel extends OfARun {
    @Override
    JsonNode act(PipelineServer pipelines) {
      return pipelines.cancel(run);
    }
  }

  /// Goes on.
  @Command(
      name = "retry",
      description = "Starts a run that goes on from one that ended.",
      mixinStandardHelpOptions = true)
  static final class Retry extends OfARun {
    @Option(
        names = "--from",
        defaultValue = "",
        paramLabel = "STEP",
        description = "The first step to do again (default: what did not succeed).")
    String from = "";

    @Option(names = "--wait", description = "Shows how it goes until it has ended.")
    boolean wait;

    @Override
    JsonNode act(PipelineServer pipelines) {
      return pipelines.retry(run, Optional.of(from).filter(step -> !step.isEmpty()));
    }

    @Override
    public Integer call() throws InterruptedException {
      if (!wait) {
        return super.call();
      }
      try (PipelineServer pipelines = server.openPipelines()) {
        String id = act(pipelines).path("id").asString("");
        return new FollowedRun(pipelines, id, spec.commandLine().getOut(), server.json).toItsEnd();
      }
    }
  }

  /// What both answers share.
  abstract static class OfAStep extends OfARun {
    @Parameters(index = "1", paramLabel = "STEP", description = "That waits.")
    String step = "";

    @Option(
        names = "--note",
        defaultValue = "",
        paramLabel = "TEXT",
        description = "Why, for whoever reads it later.")
    String note = "";
  }

  /// Agrees.
  @Command(
      name = "approve",
      description = "Agrees that a step runs.",
      mixinStandardHelpOptions = true)
  static final class Approve extends OfAStep {
    @Override
    JsonNode act(PipelineServer pipelines) {
      return pipelines.answer(run, step, "approve", note);
    }
  }

  /// Refuses.
  @Command(
      name = "refuse",
      description = "Refuses that a step runs.",
      mixinStandardHelpOptions = true)
  static final class Refuse extends OfAStep {
    @Override
    JsonNode act(PipelineServer pipelines) {
      return pipelines.answer(run, step, "refuse", note);
    }
  }
}
