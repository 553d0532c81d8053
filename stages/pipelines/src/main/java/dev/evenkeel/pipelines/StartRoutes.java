package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_FIRING;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.pipelines.Backfill.Which;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The addresses of what starts runs by itself.
final class StartRoutes {
  private static final String PIPELINE = "/api/v1/pipelines/{name}";
  private static final String BACKFILL = PIPELINE + "/backfills/{id}";
  private static final int BODY_BYTES_MAX = 16 << 10;
  private static final int PAGE = 100;
  private static final Instant ALWAYS = Instant.parse("9999-01-01T00:00:00Z");

  private final Database database;
  private final Backfills backfills;
  private final PipelineWebhooks webhooks;

  StartRoutes(Database database, Backfills backfills, PipelineWebhooks webhooks) {
    this.database = database;
    this.backfills = backfills;
    this.webhooks = webhooks;
  }

  List<Route> routes() {
    return List.of(
        Route.post(PIPELINE + "/backfills", "Run a pipeline for stretches of time", this::ask)
            .needs(Role.EDITOR),
        Route.get(PIPELINE + "/backfills", "Backfills of a pipeline, newest first", this::list)
            .needs(Role.VIEWER),
        Route.get(BACKFILL, "How far a backfill is, with its stretches", this::show)
            .needs(Role.VIEWER),
        Route.post(BACKFILL + "/cancel", "Cancel what is left of a backfill", this::cancel)
            .needs(Role.EDITOR),
        Route.get(
                PIPELINE + "/firings",
                "What started a pipeline or could not, newest first",
                this::firings)
            .needs(Role.VIEWER),
        Route.post(
                PIPELINE + "/webhooks/{webhook}",
                "Call a pipeline's webhook, signed by its secret",
                this::call)
            .open());
  }

  private Reply ask(Request request) {
    JsonNode body = Json.parse(request.body(BODY_BYTES_MAX), "the request's body");
    Backfill backfill =
        backfills.ask(
            new Backfills.Wish(
                request.path("name"),
                day(body, "from"),
                day(body, "until"),
                parallel(body),
                which(body),
                body.path("key").asString("")));
    return Reply.json(201, json(backfill));
  }

  private static LocalDate day(JsonNode body, String key) {
    String text = body.path(key).asString("");
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 1 && day.getYear() <= 9_999) {
        return day;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw new Problem(
            Problem.Kind.INPUT,
            text.isEmpty()
                ? "`%s` is missing".formatted(key)
                : "`%s` is no day".formatted(Names.abbreviate(text)),
            "/" + key,
            "a day such as 2026-05-01",
            "")
        .asException();
  }

  private static int parallel(JsonNode body) {
    JsonNode parallel = body.path("parallel");
    if (parallel.isMissingNode()) {
      return 1;
    }
    // What is no number is refused with those that are too small.
    return parallel.isInt() ? parallel.asInt() : 0;
  }

  private static Which which(JsonNode body) {
    String word = body.path("only").asString("missing");
    return Arrays.stream(Which.values())
        .filter(which -> which.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.INPUT,
                    "`%s` says no stretches".formatted(Names.abbreviate(word)),
                    "/only",
                    "missing, failed or all",
                    "")
                .asException());
  }

  private Reply list(Request request) {
    int limit = limit(request);
    List<Backfill> found =
        backfills.list(
            request.path("name"),
            request.query("before").map(StartRoutes::time).orElse(ALWAYS),
            limit);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("backfills", found.stream().map(this::json).toList());
    if (found.size() == limit) {
      page.put("next", "?before=%s&limit=%d".formatted(found.getLast().asked(), limit));
    }
    return Reply.json(page);
  }

  private Reply show(Request request) {
    Backfill backfill = backfills.backfill(request.path("name"), request.path("id"));
    int limit = limit(request);
    List<Backfill.Part> parts = backfills.parts(backfill, request.query("after").orElse(""), limit);
    Map<String, Object> page = json(backfill);
    page.put("parts", parts.stream().map(StartRoutes::json).toList());
    if (parts.size() == limit) {
      page.put("next", "?after=%s&limit=%d".formatted(parts.getLast().begin(), limit));
    }
    return Reply.json(page);
  }

  private Reply cancel(Request request) {
    return Reply.json(202, json(backfills.cancel(request.path("name"), request.path("id"))));
  }

  private Map<String, Object> json(Backfill backfill) {
    Backfill.Progress progress = backfills.progress(backfill);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", backfill.id());
    json.put("pipeline", backfill.pipeline());
    json.put("definition", backfill.definition());
    json.put("from", backfill.since().toString());
    json.put("until", backfill.until().toString());
    json.put("only", backfill.which().word());
    json.put("parallel", backfill.parallel());
    json.put("stretches", backfill.parts());
    json.put("asked", backfill.asked().toString());
    json.put("askedBy", backfill.askedBy());
    backfill.cancelledBy().ifPresent(who -> json.put("cancelledBy", who));
    json.put("isDone", progress.isDone());
    json.put("left", progress.left());
    json.put("succeeded", progress.succeeded());
    json.put("failed", progress.failed());
    json.put("cancelled", progress.cancelled());
    json.put("refused", progress.refused());
    return json;
  }

  private static Map<String, Object> json(Backfill.Part part) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("part", part.begin().toString());
    json.put("state", part.state());
    part.run().ifPresent(run -> json.put("run", run));
    if (!part.message().isEmpty()) {
      json.put("message", part.message());
    }
    return json;
  }

  private Reply firings(Request request) {
    int limit = limit(request);
    Instant before = request.query("before").map(StartRoutes::time).orElse(ALWAYS);
    var found =
        database.read(sql ->
            sql.selectFrom(PIPELINES_FIRING)
                .where(PIPELINES_FIRING.PROJECT.eq(Acting.now().project()))
                .and(PIPELINES_FIRING.PIPELINE.eq(request.path("name")))
                .and(PIPELINES_FIRING.AT.lt(before))
                .orderBy(PIPELINES_FIRING.AT.desc(), PIPELINES_FIRING.ID)
                .limit(limit)
                .fetch());
    Map<String, Object> page = new LinkedHashMap<>();
    page.put(
        "firings",
        found.stream()
            .map(row -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("kind", row.getKind());
              json.put("cause", row.getCause());
              json.put("at", row.getAt().toString());
              json.put("state", row.getState());
              optional(json, "part", row.getPart());
              optional(json, "run", row.getRunId());
              optional(json, "message", row.getMessage());
              return json;
            })
            .toList());
    if (found.size() == limit) {
      page.put("next", "?before=%s&limit=%d".formatted(found.getLast().getAt(), limit));
    }
    return Reply.json(page);
  }

  private static void optional(
      Map<String, Object> json, String key, @org.jspecify.annotations.Nullable String value) {
    Stream.ofNullable(value).filter(text -> !text.isEmpty()).forEach(text -> json.put(key, text));
  }

  private Reply call(Request request) {
    String delivery =
        webhooks.called(
            request, Acting.now().project(), request.path("name"), request.path("webhook"));
    return Reply.json(202, Map.of("delivery", delivery, "accepted", true));
  }

  private static int limit(Request request) {
    Optional<Integer> limit =
        request.query("limit").map(text -> text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0);
    if (limit.filter(number -> number < 1).isPresent()) {
      throw new Problem(
              Problem.Kind.INPUT, "that limit cannot be used", "?limit", "from 1 to " + PAGE, "")
          .asException();
    }
    return Math.min(PAGE, limit.orElse(PAGE));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no time".formatted(Names.abbreviate(text)),
              "?before",
              "a time such as 2026-05-01T00:00:00Z",
              "")
          .asException(e);
    }
  }
}
