package dev.evenkeel.serving;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The addresses of what was answered: its truth, its trace, and all of it as a dataset.
final class PredictionRoutes {
  private static final int FEEDBACK_BYTES_MAX = 64 << 10;
  private static final int LIMIT = 100_000;
  private static final int LIMIT_MAX = 1_000_000;
  private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

  private final Database database;
  private final PredictionLog log;
  private final Models models;
  private final Feedback feedback;
  private final Traces traces;

  PredictionRoutes(
      Database database, PredictionLog log, Models models, Feedback feedback, Traces traces) {
    this.database = database;
    this.log = log;
    this.models = models;
    this.feedback = feedback;
    this.traces = traces;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                "/api/v1/predictions/{id}/feedback",
                "Tell the truth about a prediction",
                this::tell)
            .needs(Role.VIEWER)
            .asShared(),
        Route.get(
                "/api/v1/predictions/{id}",
                "A prediction: request, answer, version, what put it there, truth",
                request -> Reply.json(traces.of(request.path("id"))))
            .needs(Role.VIEWER),
        Route.get(
                "/api/v1/models/{name}/predictions",
                "What a model answered, with its truths, as JSON lines: from, to, limit, after",
                this::export)
            .needs(Role.VIEWER),
        Route.get(
                "/api/v1/prediction-log",
                "How many answers wait for the log, and how many it lost",
                _ -> Reply.json(status()))
            .needs(Role.VIEWER));
  }

  private Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("waiting", log.waitingRows());
    status.put("lost", log.dropped());
    return status;
  }

  private Reply tell(Request request) {
    byte[] body = request.body(FEEDBACK_BYTES_MAX);
    feedback.tell(request.path("id"), Json.parse(body, "the request's body"));
    return Reply.json(Map.of("predictionId", request.path("id")));
  }

  private Reply export(Request request) {
    String model = request.path("name");
    if (models.versions(model, Integer.MAX_VALUE, 1).isEmpty()) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "model `%s` does not exist".formatted(Names.abbreviate(model)),
              "list the models with GET /v1/models")
          .asException();
    }
    Instant from = time(request, "from", Instant.EPOCH);
    Instant to = time(request, "to", LAST);
    int limit = limit(request);
    log.flush();
    Optional<LoggedPrediction> after = request.query("after").map(this::known);
    LoggedRows rows = new LoggedRows(database, model, from, to, after);
    return new Reply.Streamed(
        200, "application/jsonl; charset=utf-8", out -> write(rows, limit, out), Map.of());
  }

  private LoggedPrediction known(String id) {
    return log.find(id)
        .filter(known -> models.isSeen(known.model()))
        .orElseThrow(() -> wrong("after", id, "the predictionId of the last row that you have"));
  }

  private static Instant time(Request request, String name, Instant otherwise) {
    Optional<String> given = request.query(name);
    try {
      Instant time = given.map(Instant::parse).orElse(otherwise);
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw wrong(name, given.orElse(""), "a time such as 2026-05-01T00:00:00Z");
  }

  private static int limit(Request request) {
    String given = request.query("limit").orElse(String.valueOf(LIMIT));
    boolean number = given.length() < 8 && given.chars().allMatch(Character::isDigit);
    int limit = number && !given.isEmpty() ? Integer.parseInt(given) : 0;
    if (limit < 1 || limit > LIMIT_MAX) {
      throw wrong("limit", given, "1 to %,d".formatted(LIMIT_MAX));
    }
    return limit;
  }

  private static RuntimeException wrong(String name, String given, String expected) {
    return new Problem(
            Problem.Kind.INPUT,
            "query parameter `%s` cannot be `%s`".formatted(name, Names.abbreviate(given)),
            name,
            expected,
            "")
        .asException();
  }

  private void write(LoggedRows rows, int limit, OutputStream out) throws IOException {
    Map<Integer, Optional<ModelVersion>> versions = new HashMap<>();
    for (int written = 0; written < limit && rows.hasNext(); written++) {
      LoggedRows.Row row = rows.next();
      LoggedPrediction prediction = row.prediction();
      Optional<ModelVersion> version =
          versions.computeIfAbsent(
              prediction.version(), number -> models.version(prediction.model(), number));
      out.write(Json.write(line(row, version)));
      out.write('\n');
    }
  }

  private static Map<String, Object> line(LoggedRows.Row row, Optional<ModelVersion> version) {
    List<Property> inputs =
        version.map(known -> known.description().signature().inputs()).orElse(List.of());
    List<String> labels =
        version.map(known -> known.description().target().labels()).orElse(List.of());
    Map<String, Object> line = Traces.answered(row.prediction(), inputs, labels);
    row.toldAt()
        .ifPresent(at ->
            line.put(
                "truth",
                Traces.truth(
                    row.truthLabel().isEmpty() ? null : row.truthLabel(),
                    Double.isNaN(row.truthValue()) ? null : row.truthValue(),
                    at)));
    return line;
  }
}
