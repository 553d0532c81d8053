package dev.evenkeel.pipelines;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.PipelineRuns.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The addresses of pipeline runs: looked at, followed, steered.
public final class RunRoutes {
  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final int PAGE = 200;
  private static final int NOTE_CHARS_MAX = 1_000;
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration FOLLOWED_MAX = Duration.ofHours(24);
  private static final String EVENTS = "text/event-stream";

  private final RunHistory history;
  private final PipelineRuns runs;
  private final StepFiles files;

  public RunRoutes(RunHistory history, PipelineRuns runs, StepFiles files) {
    this.history = history;
    this.runs = runs;
    this.files = files;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    String run = "/api/v1/pipeline-runs/{id}";
    return List.of(
        Route.get("/api/v1/pipeline-runs", "Runs of pipelines, newest first", this::list)
            .needs(Role.VIEWER),
        Route.get(run, "A run, with a page of its steps", this::show).needs(Role.VIEWER),
        Route.get(run + "/graph", "The steps of a run and what they wait for", this::graph)
            .needs(Role.VIEWER),
        Route.get(run + "/events", "What happens in a run", this::events).needs(Role.VIEWER),
        Route.get(run + "/steps/{step}", "A step of a run and its attempts", this::step)
            .needs(Role.VIEWER),
        Route.get(
                run + "/steps/{step}/files/{output}",
                "A file that a step answered",
                request ->
                    files.reply(request.path("id"), request.path("step"), request.path("output")))
            .needs(Role.VIEWER),
        Route.get(run + "/logs/{step}", "What a step wrote", this::log).needs(Role.VIEWER),
        Route.post(
                run + "/cancel",
                "Cancel a run",
                request -> Reply.json(RunJson.run(runs.cancel(request.path("id")))))
            .needs(Role.EDITOR),
        Route.post(run + "/retry", "Go on from a run that ended", this::retry).needs(Role.EDITOR),
        Route.post(
                run + "/steps/{step}/approve",
                "Agree that a step runs",
                request -> answer(request, Answer.APPROVED))
            .needs(Role.VIEWER),
        Route.post(
                run + "/steps/{step}/refuse",
                "Refuse that a step runs",
                request -> answer(request, Answer.REFUSED))
            .needs(Role.VIEWER));
  }

  private Reply list(Request request) {
    int limit = PipelineRoutes.limit(request, PAGE);
    List<RunHistory.Summary> found =
        history.list(
            new RunHistory.Query(
                request.query("pipeline").orElse(""),
                request.query("model").orElse(""),
                request.query("state").map(RunRoutes::state)),
            request.query("before"),
            limit + 1);
    List<RunHistory.Summary> shown = found.subList(0, Math.min(limit, found.size()));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("runs", shown.stream().map(RunJson::run).toList());
    if (found.size() > limit) {
      page.put("next", "?before=%s&limit=%d".formatted(shown.getLast().run().id(), limit));
    }
    return Reply.json(page);
  }

  private static State state(String word) {
    return Arrays.stream(State.values())
        .filter(state -> state.name().equals(word.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            PipelineRoutes.problem(
                "state `%s` is unknown".formatted(Names.abbreviate(word)),
                "one of " + Arrays.toString(State.values())));
  }

  private Reply show(Request request) {
    String id = request.path("id");
    int limit = PipelineRoutes.limit(request, PAGE);
    int after = number(request, "after", 0);
    RunHistory.Summary summary = history.summary(id);
    List<StepRun> steps = history.steps(id, after, limit + 1);
    Map<String, Object> json = RunJson.run(summary.run());
    json.put("count", new java.util.TreeMap<>(summary.steps()));
    json.put("asked", history.asked(id).stream().map(RunJson::asked).toList());
    json.put("steps", steps.stream().limit(limit).map(RunJson::step).toList());
    if (steps.size() > limit) {
      json.put("next", "?after=%d&limit=%d".formatted(after + limit, limit));
    }
    return Reply.json(json);
  }

  private Reply graph(Request request) {
    PipelineRun run = history.run(request.path("id"));
    return Reply.json(
        Map.of("pipeline", run.pipeline(), "steps", RunJson.graph(runs.definition(run))));
  }

  private Reply step(Request request) {
    String id = request.path("id");
    StepRun step = history.step(id, request.path("step"));
    Map<String, Object> json = RunJson.step(step);
    json.put("attempts", history.attempts(id, step.name()).stream().map(RunJson::attempt).toList());
    return Reply.json(json);
  }

  private Reply retry(Request request) {
    PipelineRun run = runs.retry(request.path("id"), text(body(request), "from"));
    return Reply.json(201, RunJson.run(run));
  }

  private Reply answer(Request request, Answer answer) {
    String note = text(body(request), "note").orElse("");
    if (note.length() > NOTE_CHARS_MAX) {
      throw PipelineRoutes.problem("the note is too long", NOTE_CHARS_MAX + " characters");
    }
    return Reply.json(
        RunJson.run(runs.answer(request.path("id"), request.path("step"), answer, note)));
  }

  /// As a page, or for whoever asks for events as they happen.
  private Reply events(Request request) {
    String id = request.path("id");
    long after =
        request
            .header("Last-Event-ID")
            .filter(text -> text.matches("\\d{1,18}"))
            .map(Long::parseLong)
            .orElse((long) number(request, "after", 0));
    if (!isFollowing(request)) {
      return Reply.json(
          Map.of("events", history.events(id, after, PAGE).stream().map(RunJson::event).toList()));
    }
    history.run(id);
    return new Reply.Streamed(200, EVENTS, out -> followEvents(id, after, out), Map.of());
  }

  private void followEvents(String id, long after, OutputStream out) throws IOException {
    long last = after;
    long end = System.nanoTime() + FOLLOWED_MAX.toNanos();
    while (System.nanoTime() < end) {
      // Looked at before the events, so that none of an ended run is left out.
      boolean hasEnded = history.run(id).state().isFinal();
      List<RunHistory.Happened> found = history.events(id, last, PAGE);
      for (RunHistory.Happened event : found) {
        send(out, event.id(), Json.text(RunJson.event(event)));
        last = event.id();
      }
      if (hasEnded && found.isEmpty()) {
        return;
      }
      pause(out, found.isEmpty());
    }
  }

  private Reply log(Request request) {
    String id = request.path("id");
    StepRun step = history.step(id, request.path("step"));
    int attempt = number(request, "attempt", step.attempt());
    int after = number(request, "after", 0);
    if (isFollowing(request)) {
      return new Reply.Streamed(
          200, EVENTS, out -> followLog(id, step.name(), attempt, after, out), Map.of());
    }
    List<RunHistory.LogPart> parts = history.log(id, step.name(), attempt, after, 20);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("step", step.name());
    json.put("attempt", attempt);
    json.put("parts", parts.stream().map(RunRoutes::part).toList());
    if (parts.size() == 20) {
      json.put("next", "?attempt=%d&after=%d".formatted(attempt, parts.getLast().part()));
    }
    return Reply.json(json);
  }

  private static Map<String, Object> part(RunHistory.LogPart part) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("part", part.part());
    json.put("at", part.at().toString());
    json.put("lines", part.lines());
    return json;
  }

  private void followLog(String id, String step, int attempt, int after, OutputStream out)
      throws IOException {
    int last = after;
    long end = System.nanoTime() + FOLLOWED_MAX.toNanos();
    while (System.nanoTime() < end) {
      StepRun now = history.step(id, step);
      boolean hasEnded = now.state().isFinal() || now.attempt() > attempt;
      List<RunHistory.LogPart> parts = history.log(id, step, attempt, last, 20);
      for (RunHistory.LogPart part : parts) {
        send(out, part.part(), Json.text(part(part)));
        last = part.part();
      }
      if (hasEnded && parts.isEmpty()) {
        return;
      }
      pause(out, parts.isEmpty());
    }
  }

  private static boolean isFollowing(Request request) {
    return request.header("Accept").filter(accept -> accept.contains(EVENTS)).isPresent();
  }

  private static void send(OutputStream out, long id, String data) throws IOException {
    out.write("id: %d\ndata: %s\n\n".formatted(id, data).getBytes(StandardCharsets.UTF_8));
  }

  /// Whoever has hung up is noticed by a line that says nothing.
  private static void pause(OutputStream out, boolean isQuiet) throws IOException {
    if (isQuiet) {
      out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static int number(Request request, String name, int otherwise) {
    return request
        .query(name)
        .map(text -> {
          if (!text.matches("\\d{1,9}")) {
            throw PipelineRoutes.problem(
                "`%s=%s` cannot be used".formatted(name, Names.abbreviate(text)), "a whole number");
          }
          return Integer.parseInt(text);
        })
        .orElse(otherwise);
  }

  private static Optional<String> text(Optional<JsonNode> body, String key) {
    return body.map(node -> node.path(key))
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .filter(text -> !text.isEmpty());
  }

  private static Optional<JsonNode> body(Request request) {
    byte[] bytes = request.body(BODY_BYTES_MAX);
    return bytes.length == 0
        ? Optional.empty()
        : Optional.of(Json.parse(bytes, "the request's body"));
  }
}
