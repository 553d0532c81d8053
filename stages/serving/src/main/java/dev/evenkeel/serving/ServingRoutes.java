package dev.evenkeel.serving;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.PredictionService.Outcome;
import dev.evenkeel.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The addresses of serving.
public final class ServingRoutes {
  private static final int BODY_BYTES_MAX = 16 << 20;
  private static final int FEEDBACK_BYTES_MAX = 64 << 10;
  private static final String PREDICT = ":predict";

  private final Models models;
  private final Deployments deployments;
  private final PredictionService predictions;
  private final Feedback feedback;

  public ServingRoutes(
      Database database,
      Models models,
      Deployments deployments,
      PredictionLog log,
      Clock clock,
      MeterRegistry meters) {
    this.models = models;
    this.deployments = deployments;
    this.predictions =
        new PredictionService(deployments, log, new Repeats(database, log), clock, meters);
    this.feedback = new Feedback(database, log, models, clock);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/v1/models", "Models that answer", _ -> list()),
        Route.get("/v1/models/{name}", "A model and its signature", this::describe),
        Route.get("/v1/models/{name}/openapi.json", "OpenAPI 3.1 of a model", this::openApi),
        Route.post(
            "/v1/models/{name}", "Predict with the champion: {name}:predict", this::champion),
        Route.post(
            "/v1/models/{name}/versions/{version}",
            "Predict with a version: {version}:predict",
            this::version),
        Route.post(
            "/v1/models/{name}/labels/{alias}",
            "Predict with an alias: {alias}:predict",
            this::alias),
        Route.post(
            "/api/v1/predictions/{id}/feedback", "Tell the truth about a prediction", this::tell));
  }

  private Reply list() {
    List<Map<String, Object>> listed =
        models.models().stream()
            .map(name -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("name", name);
              models.champion(name).ifPresent(version -> entry.put("champion", version.number()));
              return entry;
            })
            .toList();
    return Reply.json(Map.of("models", listed));
  }

  private Reply describe(Request request) {
    return Reply.json(ModelPage.describe(deployments.champion(request.path("name")).version()));
  }

  private Reply openApi(Request request) {
    return Reply.json(OpenApi.of(deployments.champion(request.path("name")).version()));
  }

  private Reply champion(Request request) {
    return predict(request, deployments.champion(verb(request.path("name"))), Models.CHAMPION);
  }

  private Reply version(Request request) {
    String version = verb(request.path("version"));
    if (!version.matches("[1-9]\\d{0,8}")) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "a version is a number",
              "write /v1/models/NAME/versions/1:predict")
          .asException();
    }
    return predict(
        request, deployments.version(request.path("name"), Integer.parseInt(version)), version);
  }

  private Reply alias(Request request) {
    String alias = verb(request.path("alias"));
    return predict(request, deployments.alias(request.path("name"), alias), alias);
  }

  private Reply predict(Request request, Deployed deployed, String asked) {
    JsonNode body = Json.parse(request.body(BODY_BYTES_MAX), "the request's body");
    String model = deployed.version().model();
    Outcome outcome =
        request
            .header(RequestKey.HEADER)
            .map(key -> new RequestKey(model, asked, key))
            .map(key -> predictions.predictOnce(deployed, body, key))
            .orElseGet(() -> predictions.predict(deployed, asked, body));
    return switch (outcome) {
      case Outcome.Answered(List<Map<String, Object>> answers) ->
          Reply.json(Map.of("predictions", answers));
      case Outcome.Violated(List<Violation> violations) -> violated(violations);
    };
  }

  private static Reply violated(List<Violation> violations) {
    Violation first = violations.getFirst();
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", "The request breaks the model's contract");
    problem.put("status", 422);
    problem.put(
        "detail",
        "%s: expected %s, found %s%s"
            .formatted(
                first.pointer(),
                first.expected(),
                first.found(),
                violations.size() > 1 ? ", and %d more".formatted(violations.size() - 1) : ""));
    problem.put("errors", violations.subList(0, Math.min(100, violations.size())));
    return new Reply.Whole(422, "application/problem+json", Json.write(problem), Map.of());
  }

  private Reply tell(Request request) {
    JsonNode body = Json.parse(request.body(FEEDBACK_BYTES_MAX), "the request's body");
    feedback.tell(request.path("id"), body);
    return Reply.json(Map.of("predictionId", request.path("id")));
  }

  /// The address ends in `:predict`, which a path variable swallows.
  private static String verb(String segment) {
    if (!segment.endsWith(PREDICT)) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND, "nothing can be posted here", "write /v1/models/NAME:predict")
          .asException();
    }
    return segment.substring(0, segment.length() - PREDICT.length());
  }
}
