package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A run of a pipeline, told of while it goes: a line for each step that begins or ends, and at the
/// end what failed first, with the last lines that it wrote.
final class FollowedRun {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LAST_LINES = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  /// Done; the run failed; somebody cancelled it.
  private static final int DONE = 0;

  private static final int FAILED = 9;
  private static final int CANCELLED = 10;

  private final PipelineServer server;
  private final String id;
  private final PrintWriter out;
  private final boolean json;
  private final Map<String, Instant> begun = new HashMap<>();

  FollowedRun(PipelineServer server, String id, PrintWriter out, boolean json) {
    this.server = server;
    this.id = id;
    this.out = out;
    this.json = json;
  }

  int toItsEnd() throws InterruptedException {
    if (!json) {
      out.println("Run " + id);
    }
    long last = 0;
    while (true) {
      JsonNode run = server.run(id, 0);
      boolean hasEnded = PipelineServer.hasEnded(run);
      JsonNode events = server.events(id, last).path("events");
      for (JsonNode event : events) {
        tell(event);
        last = event.path("id").asLong(last);
      }
      if (hasEnded && events.isEmpty()) {
        return end(run);
      }
      if (events.isEmpty()) {
        Thread.sleep(LOOK);
      }
    }
  }

  private void tell(JsonNode event) {
    if (json) {
      return;
    }
    String step = event.path("step").asString("");
    String state = event.path("state").asString("");
    Instant at = Instant.parse(event.path("at").asString(""));
    if (state.equals("RUNNING") || state.equals("READY")) {
      begun.putIfAbsent(step, at);
      if (state.equals("READY")) {
        return;
      }
    }
    String took =
        PipelineServer.isFinal(state) && begun.containsKey(step)
            ? "  %.1f s".formatted(Duration.between(begun.get(step), at).toMillis() / 1e3)
            : "";
    String detail = event.path("detail").asString("");
    out.printf(
        "%s  %-9s  %s%s%s%n",
        TIME.format(at),
        state.toLowerCase(Locale.ROOT),
        step,
        took,
        detail.isEmpty() ? "" : "  (" + detail + ")");
    if (state.equals("WAITING")) {
      out.printf("          evenkeel pipeline approve %s %s%n", id, step);
    }
    out.flush();
  }

  private int end(JsonNode run) {
    String state = run.path("state").asString("");
    if (json) {
      out.println(run);
    } else {
      String message = run.path("message").asString("");
      if (state.equals("FAILED")) {
        failure(run);
      }
      out.printf(
          "%s%s%n",
          state.charAt(0) + state.substring(1).toLowerCase(Locale.ROOT),
          message.isEmpty() ? "." : ": " + message);
      if (!state.equals("SUCCEEDED")) {
        out.printf("Go on from what succeeded: evenkeel pipeline retry %s --wait%n", id);
      }
    }
    return switch (state) {
      case "SUCCEEDED" -> DONE;
      case "CANCELLED" -> CANCELLED;
      default -> FAILED;
    };
  }

  /// The step that failed first, with the last lines that it wrote.
  private void failure(JsonNode run) {
    String message = run.path("message").asString("");
    int colon = message.indexOf(": ");
    if (colon < 0) {
      return;
    }
    String step = message.substring(0, colon);
    List<String> lines = lastLines(step);
    out.printf("%nStep %s failed%s%n", step, lines.isEmpty() ? "." : "; its last lines:");
    lines.forEach(line -> out.println("  " + line));
  }

  private List<String> lastLines(String step) {
    StringBuilder text = new StringBuilder();
    try {
      server
          .log(id, step, Map.of())
          .path("parts")
          .forEach(part -> text.append(part.path("lines").asString("")));
    } catch (dev.evenkeel.base.ProblemException e) {
      if (e.problem().kind() != Problem.Kind.NOT_FOUND) {
        throw e;
      }
    }
    List<String> lines = text.toString().lines().toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }
}
