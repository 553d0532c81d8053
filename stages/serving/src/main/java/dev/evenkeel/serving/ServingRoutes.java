package dev.evenkeel.serving;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.PredictionService.Outcome;
import dev.evenkeel.store.Database;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The addresses of serving.
public final class ServingRoutes {
  private static final int BODY_BYTES_MAX = 16 << 20;
  private static final String PREDICT = ":predict";
  private static final String CSV = "text/csv";

  private final Models models;
  private final Deployments deployments;
  private final PredictionService predictions;
  private final PredictionRoutes log;

  /// For a product in which nobody but people decides.
  public ServingRoutes(
      Database database, Models models, Deployments deployments, PredictionLog log, Clock clock) {
    this(database, models, deployments, log, clock, (_, _, _) -> Optional.empty());
  }

  /// @param decisions tells why a version came to answer
  public ServingRoutes(
      Database database,
      Models models,
      Deployments deployments,
      PredictionLog log,
      Clock clock,
      DecisionSource decisions) {
    this.models = models;
    this.deployments = deployments;
    this.predictions = new PredictionService(deployments, log, new Repeats(database, log), clock);
    this.log =
        new PredictionRoutes(
            database,
            log,
            models,
            new Feedback(database, log, models, clock),
            new Traces(database, log, models, decisions));
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return Stream.concat(answering().stream(), log.routes().stream()).toList();
  }

  private List<Route> answering() {
    return List.of(
        Route.get("/v1/models", "Models that answer", _ -> list()).needs(Role.VIEWER),
        Route.get("/v1/models/{name}", "A model and its signature", this::describe)
            .needs(Role.VIEWER),
        Route.get("/v1/models/{name}/openapi.json", "OpenAPI 3.1 of a model", this::openApi)
            .needs(Role.VIEWER),
        Route.post("/v1/models/{name}", "Predict with the champion: {name}:predict", this::champion)
            .needs(Role.VIEWER)
            .asShared(),
        Route.post(
                "/v1/models/{name}/versions/{version}",
                "Predict with a version: {version}:predict",
                this::version)
            .needs(Role.VIEWER)
            .asShared(),
        Route.post(
                "/v1/models/{name}/labels/{alias}",
                "Predict with an alias: {alias}:predict",
                this::alias)
            .needs(Role.VIEWER)
            .asShared());
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
    return Reply.json(ModelPage.describe(championOf(request)));
  }

  private Reply openApi(Request request) {
    try (Lease lease = deployments.acquire(request.path("name"), new Selector.Traffic(), "")) {
      Deployed deployed = lease.deployed();
      return Reply.json(OpenApi.of(deployed.version(), ExampleRow.of(models, deployed)));
    }
  }

  private ModelVersion championOf(Request request) {
    try (Lease lease = deployments.acquire(request.path("name"), new Selector.Traffic(), "")) {
      return lease.deployed().version();
    }
  }

  private Reply champion(Request request) {
    return predict(request, verb(request.path("name")), new Selector.Traffic(), Models.CHAMPION);
  }

  private Reply version(Request request) {
    String version = verb(request.path("version"));
    return predict(request, request.path("name"), Selector.version(version), version);
  }

  private Reply alias(Request request) {
    String alias = verb(request.path("alias"));
    return predict(request, request.path("name"), new Selector.Alias(alias), alias);
  }

  private Reply predict(Request request, String model, Selector selector, String asked) {
    long askedNanos = Deadlines.ofHeader(request);
    byte[] body = request.body(BODY_BYTES_MAX);
    long deadlineNanos = deployments.deadlines().orUsual(askedNanos);
    boolean csv = request.header("Content-Type").map(type -> type.startsWith(CSV)).orElse(false);
    String sticky = request.header(Deployments.STICKY_KEY).orElse("");
    if (sticky.isEmpty() && !csv) {
      sticky = stickyField(model, body);
    }
    try (Lease lease = deployments.acquire(model, selector, sticky, AnsweredRequest.NAMED)) {
      AskedContract.demand(request, lease.deployed().version());
      byte[] json =
          csv
              ? CsvRows.json(body, lease.deployed().version().description().signature().inputs())
              : body;
      boolean explain = request.query("explain").map("true"::equals).orElse(false);
      PredictionService.Asked question = new PredictionService.Asked(json, explain, deadlineNanos);
      Optional<String> key = request.header(RequestKey.HEADER);
      // With a key the answer is kept for the client that comes back.
      if (key.isEmpty()) {
        request.endWithClient();
      }
      Outcome outcome =
          key.isEmpty()
              ? predictions.predict(lease, question)
              : predictions.predictOnce(lease, question, new RequestKey(model, asked, key.get()));
      return switch (outcome) {
        case Outcome.Answered(Answers answers) -> answered(answers, wantsCsv(request));
        case Outcome.Violated(List<Violation> violations) -> violated(violations);
      };
    }
  }

  /// Asks the champion as a client of its address does.
  ///
  /// @param body JSON, as that address takes it
  public Reply predict(String model, byte[] body) {
    try (Lease lease =
        deployments.acquire(model, new Selector.Traffic(), "", AnsweredRequest.NAMED)) {
      PredictionService.Asked question =
          new PredictionService.Asked(body, false, deployments.deadlines().orUsual(Deadlines.NONE));
      return switch (predictions.predict(lease, question)) {
        case Outcome.Answered(Answers answers) -> answered(answers, false);
        case Outcome.Violated(List<Violation> violations) -> violated(violations);
      };
    }
  }

  private String stickyField(String model, byte[] body) {
    String field = deployments.stickyField(model);
    return field.isEmpty()
        ? ""
        : Json.parse(body, "the request's body").path("instances").path(0).path(field).asString("");
  }

  private static boolean wantsCsv(Request request) {
    String accepted = request.header("Accept").orElse("");
    return accepted.contains(CSV) && !accepted.contains("json");
  }

  private static Reply answered(Answers answers, boolean csv) {
    if (!csv) {
      return new Reply.Whole(200, "application/json", answers.json(), Map.of());
    }
    if (!answers.explanations().isEmpty()) {
      throw Problem.of(
              Problem.Kind.INPUT, "CSV has no room for explanations", "ask for application/json")
          .asException();
    }
    return new Reply.Whole(200, CsvAnswers.TYPE, CsvAnswers.write(answers), Map.of());
  }

  private static Reply violated(List<Violation> violations) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", "The request breaks the model's contract");
    problem.put("status", 422);
    problem.put("detail", Violations.words(violations));
    problem.put("errors", violations.subList(0, Math.min(100, violations.size())));
    return new Reply.Whole(422, "application/problem+json", Json.write(problem), Map.of());
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
