package dev.evenkeel.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Trains a version again, and says whether the same model comes out.
@Command(
    name = "reproduce",
    description = {
      "Trains a version again from its recorded dataset version, code, parameters and seed, and",
      "compares what comes out. It registers nothing.",
      "Exit codes: 0 the same bytes or predictions, 1 another model, 3 facts are missing."
    },
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int SAME = 0;
  private static final int DIFFERENT = 1;
  private static final int MISSING = 3;
  private static final int FAILED = 9;

  @Parameters(paramLabel = "MODEL@VERSION", description = "A version, as in churn@3.")
  String version = "";

  @Option(
      names = "--last",
      description = "Shows what came of the last time instead of training again.")
  boolean last;

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    VersionReference reference = VersionReference.read(version);
    String address =
        "api/v1/models/%s/versions/%d/reproduction"
            .formatted(RunningServer.part(reference.model()), reference.number());
    PrintWriter out = spec.commandLine().getOut();
    try (RunningServer running = server.open()) {
      if (!last) {
        String run = running.post(address, Map.of()).path("run").asString("");
        await(running, run, out);
      }
      JsonNode attempt = running.get(address);
      if (server.json) {
        out.println(attempt);
      } else {
        print(reference, attempt, out);
      }
      return exitCode(attempt);
    }
  }

  private void await(RunningServer running, String run, PrintWriter out)
      throws InterruptedException {
    // Not closed: the connection is the caller's.
    PipelineServer pipelines = new PipelineServer(running);
    if (!server.json) {
      new FollowedRun(pipelines, run, out, false).toItsEnd();
      out.println();
      return;
    }
    while (!PipelineServer.hasEnded(pipelines.run(run, 0))) {
      Thread.sleep(LOOK);
    }
  }

  private static void print(VersionReference reference, JsonNode attempt, PrintWriter out) {
    JsonNode reproduction = attempt.path("reproduction");
    if (reproduction.isMissingNode()) {
      out.printf(
          "%s@%d: run %s is %s%n",
          reference.model(),
          reference.number(),
          attempt.path("run").asString(""),
          attempt.path("state").asString("").toLowerCase(Locale.ROOT));
      return;
    }
    out.printf(
        "%s@%d: %s%n",
        reference.model(),
        reference.number(),
        switch (reproduction.path("verdict").asString("")) {
          case "SAME_BYTES" -> "reproduced to the byte";
          case "SAME_PREDICTIONS" -> "reproduced: the same predictions";
          case "FACTS_MISSING" -> "not reproduced";
          default -> "DIFFERENT";
        });
    out.printf("  %s%n", reproduction.path("why").asString(""));
    facts(reproduction, out);
    predictions(reproduction, out);
  }

  private static void facts(JsonNode reproduction, PrintWriter out) {
    TextTable table = new TextTable("FACT", "", "RECORDED", "");
    for (JsonNode fact : reproduction.path("facts")) {
      table.add(
          fact.path("name").asString(""),
          fact.path("state").asString("").toLowerCase(Locale.ROOT),
          fact.path("value").asString(""),
          fact.path("note").asString(""));
    }
    table.print(out);
  }

  private static void predictions(JsonNode reproduction, PrintWriter out) {
    String retrained = reproduction.path("retrained").asString("");
    if (!retrained.isEmpty()) {
      out.printf("Registered  %s%n", reproduction.path("recorded").asString(""));
      out.printf(
          "Trained now %s, in %.1f s%n", retrained, reproduction.path("seconds").asDouble(0));
    }
    JsonNode likeness = reproduction.path("predictions");
    if (likeness.isObject()) {
      out.printf(
          "Predictions on %d rows: at most %.3g apart (tolerance %.0e), other labels for %.1f%%%n",
          likeness.path("rows").asInt(0),
          likeness.path("largest").asDouble(0),
          likeness.path("tolerance").asDouble(0),
          100 * likeness.path("otherLabels").asDouble(0));
    }
    reproduction.path("differences").forEach(each -> out.println("- " + each.asString("")));
  }

  private static int exitCode(JsonNode attempt) {
    JsonNode reproduction = attempt.path("reproduction");
    if (reproduction.isMissingNode()) {
      return FAILED;
    }
    return switch (reproduction.path("verdict").asString("")) {
      case "SAME_BYTES", "SAME_PREDICTIONS" -> SAME;
      case "FACTS_MISSING" -> MISSING;
      default -> DIFFERENT;
    };
  }
}
