package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Backfills of deployed pipelines: a part of `evenkeel pipeline`.
@Command(
    name = "backfill",
    description = "Runs a deployed pipeline for many stretches of time.",
    mixinStandardHelpOptions = true)
final class PipelineBackfillCommand implements Runnable {
  private static final int FAILED = 1;
  private static final long POLL_MILLIS = 1_000;

  @Spec CommandSpec spec;

  PipelineBackfillCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "start, list, show or cancel?");
  }

  @Command(
      name = "start",
      description = "Starts a run for each stretch from a day to the day before another.",
      mixinStandardHelpOptions = true)
  int start(
      @Parameters(paramLabel = "PIPELINE", description = "Its name.") String pipeline,
      @Option(
              names = "--from",
              required = true,
              paramLabel = "DAY",
              description = "A day of the first stretch, as 2026-01-01.")
          LocalDate from,
      @Option(
              names = "--until",
              required = true,
              paramLabel = "DAY",
              description = "The first day behind the last stretch.")
          LocalDate until,
      @Option(
              names = "--parallel",
              defaultValue = "1",
              paramLabel = "N",
              description = "How many runs at once, up to 100 (default: ${DEFAULT-VALUE}).")
          int parallel,
      @Option(
              names = "--only",
              defaultValue = "missing",
              paramLabel = "WHICH",
              description = {
                "missing: stretches without a run that succeeded or is under way;",
                "failed: those of them with one that did not; all (default: ${DEFAULT-VALUE})."
              })
          String only,
      @Option(
              names = "--key",
              defaultValue = "",
              paramLabel = "KEY",
              description = "The same key again starts nothing new.")
          String key,
      @Option(
              names = "--wait",
              description = "Waits for its end; then the exit code is 0 if all runs succeeded.")
          boolean wait,
      @Mixin ServerMixin server)
      throws InterruptedException {
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("from", from.toString());
    wish.put("until", until.toString());
    wish.put("parallel", parallel);
    wish.put("only", only);
    wish.put("key", key);
    try (RunningServer running = server.open()) {
      JsonNode backfill = running.post(all(pipeline), wish);
      String id = text(backfill, "id");
      while (wait && !backfill.path("isDone").asBoolean(true)) {
        Thread.sleep(POLL_MILLIS);
        backfill = running.get(one(pipeline, id) + "?limit=1");
      }
      tell(server, backfill);
      return wait && count(backfill, "succeeded") < count(backfill, "stretches") ? FAILED : 0;
    }
  }

  @Command(
      name = "list",
      description = "Lists the backfills of a pipeline, the newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Parameters(paramLabel = "PIPELINE", description = "Its name.") String pipeline,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode page = running.get(all(pipeline));
      if (server.json) {
        out().println(Json.text(page));
      } else {
        page.path("backfills").forEach(this::print);
      }
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows how far a backfill is, with the stretches that did not succeed.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "PIPELINE", description = "Its name.") String pipeline,
      @Parameters(paramLabel = "ID", description = "The backfill's id.") String id,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      String next = "";
      do {
        JsonNode page = running.get(one(pipeline, id) + next);
        if (server.json) {
          out().println(Json.text(page));
        } else {
          if (next.isEmpty()) {
            print(page);
          }
          page.path("parts").forEach(this::printPart);
        }
        next = page.path("next").asString("");
      } while (!next.isEmpty());
    }
    return 0;
  }

  @Command(
      name = "cancel",
      description = "Cancels what of a backfill has not ended.",
      mixinStandardHelpOptions = true)
  int cancel(
      @Parameters(paramLabel = "PIPELINE", description = "Its name.") String pipeline,
      @Parameters(paramLabel = "ID", description = "The backfill's id.") String id,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      tell(server, running.post(one(pipeline, id) + "/cancel", Map.of()));
    }
    return 0;
  }

  private void tell(ServerMixin server, JsonNode backfill) {
    if (server.json) {
      out().println(Json.text(backfill));
    } else {
      print(backfill);
    }
  }

  private void print(JsonNode backfill) {
    out()
        .printf(
            "%s  %s to %s  %d stretches: %d left, %d succeeded, %d failed, %d cancelled,"
                + " %d refused%n",
            text(backfill, "id"),
            text(backfill, "from"),
            text(backfill, "until"),
            count(backfill, "stretches"),
            count(backfill, "left"),
            count(backfill, "succeeded"),
            count(backfill, "failed"),
            count(backfill, "cancelled"),
            count(backfill, "refused"));
  }

  private void printPart(JsonNode part) {
    if (!text(part, "state").equals("SUCCEEDED")) {
      out()
          .printf(
              "  %s  %-10s %s  %s%n",
              text(part, "part"), text(part, "state"), text(part, "run"), text(part, "message"));
    }
  }

  private static int count(JsonNode node, String key) {
    return node.path(key).asInt(0);
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asString("");
  }

  private static String all(String pipeline) {
    return "api/v1/pipelines/%s/backfills".formatted(RunningServer.part(pipeline));
  }

  private static String one(String pipeline, String id) {
    return all(pipeline) + "/" + RunningServer.part(id);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
