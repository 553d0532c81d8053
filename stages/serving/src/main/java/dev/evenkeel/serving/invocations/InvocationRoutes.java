package dev.evenkeel.serving.invocations;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.serving.AnsweredRequest;
import dev.evenkeel.serving.AskedContract;
import dev.evenkeel.serving.CsvRows;
import dev.evenkeel.serving.Deadlines;
import dev.evenkeel.serving.Deployed;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.Lease;
import dev.evenkeel.serving.PredictionLog;
import dev.evenkeel.serving.Selector;
import dev.evenkeel.serving.Violations;
import dev.evenkeel.serving.oip.Compression;
import dev.evenkeel.store.Acting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// `/invocations` and `/ping` as `mlflow models serve` has them (`mlflow/pyfunc/scoring_server`),
/// for the one model that is deployed; with several, each has `/models/{name}/invocations`.
///
/// Rows come by the names of the signature, or in its order when they have none. Errors never hold
/// input or a stack trace, which MLflow's do.
public final class InvocationRoutes {
  private static final int BODY_BYTES_MAX = 16 << 20;

  /// What a byte of JSON takes more in memory, as a tree.
  private static final int TREE_WEIGHT = 20;

  private static final String TYPES =
      "This predictor only supports the following content types: 'text/csv' and"
          + " 'application/json', with no parameter but charset=utf-8";
  private static final Logger LOG = LoggerFactory.getLogger(InvocationRoutes.class);

  private final Deployments deployments;
  private final PredictionLog log;
  private final Clock clock;

  public InvocationRoutes(Deployments deployments, PredictionLog log, Clock clock) {
    this.deployments = deployments;
    this.log = log;
    this.clock = clock;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/ping", "Whether the one model answers, as MLflow says it", _ -> ping()).open(),
        Route.post(
                "/invocations", "Score with the one model, in MLflow's form", told(this::onlyModel))
            .needs(Role.VIEWER),
        Route.post(
                "/models/{name}/invocations",
                "Score with a model, in MLflow's form",
                told(request -> score(request, request.path("name"))))
            .needs(Role.VIEWER));
  }

  private static Route.Handler told(Route.Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ProblemException e) {
        return error(e);
      }
    };
  }

  private boolean answers() {
    return deployments.withChampion().stream().anyMatch(this::isAlive);
  }

  /// Names nothing, and asks nobody who they are: what they may see does not count.
  private Reply ping() {
    boolean answers = Acting.asProduct(this::answers);
    return new Reply.Whole(
        answers ? 200 : 404,
        "application/json",
        "\n".getBytes(StandardCharsets.US_ASCII),
        Map.of());
  }

  private boolean isAlive(String model) {
    try (Lease lease = deployments.acquire(model, new Selector.Traffic(), "")) {
      return lease.deployed().model().isAlive();
    } catch (ProblemException e) {
      return false;
    }
  }

  private Reply onlyModel(Request request) {
    List<String> names = deployments.withChampion();
    if (names.size() != 1) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              names.isEmpty()
                  ? "no model is deployed"
                  : "%d models are deployed".formatted(names.size()),
              names.isEmpty()
                  ? "promote a version"
                  : "write /models/NAME/invocations, with NAME one of "
                      + String.join(", ", names.subList(0, Math.min(10, names.size()))))
          .asException();
    }
    return score(request, names.getFirst());
  }

  private Reply score(Request request, String model) {
    long started = System.nanoTime();
    Form form = form(request.header("Content-Type").orElse(""));
    if (form == Form.OTHER) {
      return new Reply.Whole(415, "text/plain", TYPES.getBytes(StandardCharsets.UTF_8), Map.of());
    }
    long askedNanos = Deadlines.ofHeader(request);
    byte[] body = Compression.body(request, BODY_BYTES_MAX);
    request.endWithClient();
    request.hold((long) TREE_WEIGHT * body.length);
    long deadlineNanos = deployments.deadlines().orUsual(askedNanos);
    try (Lease lease =
        deployments.acquire(
            model,
            new Selector.Traffic(),
            request.header(Deployments.STICKY_KEY).orElse(""),
            AnsweredRequest.INVOCATIONS)) {
      AskedContract.demand(request, lease.deployed().version());
      List<Property> fields = lease.deployed().version().description().signature().inputs();
      List<JsonNode> rows =
          JsonRows.read(
              Json.parse(
                  form == Form.CSV ? CsvRows.json(body, fields) : body, "the request's body"),
              fields);
      Frame frame = frame(lease, rows);
      List<Prediction> predictions = lease.score(frame, deadlineNanos);
      log(lease, started, frame, predictions);
      lease.answered(frame, predictions);
      return Reply.json(Map.of("predictions", Flavours.answer(lease.deployed(), predictions)));
    }
  }

  private static Frame frame(Lease lease, List<JsonNode> rows) {
    Deployed deployed = lease.deployed();
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    List<Violation> violations = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      RowReader.Reading reading = deployed.reader().read(rows.get(row), "/" + row);
      violations.addAll(reading.violations());
      values.add(reading.values());
    }
    if (!violations.isEmpty()) {
      throw Violations.refused(lease, violations);
    }
    return RowReader.frame(deployed.version().description().signature().inputs(), values);
  }

  private void log(Lease lease, long started, Frame frame, List<Prediction> predictions) {
    log.add(
        AnsweredRequest.of(
            lease,
            AnsweredRequest.INVOCATIONS,
            clock.now(),
            started,
            log.newIds(predictions.size()),
            Optional.of(frame),
            predictions));
  }

  private enum Form {
    CSV,
    JSON,
    OTHER
  }

  private static Form form(String type) {
    String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
    boolean isPlain =
        parts.length == 1
            || (parts.length == 2 && parts[1].replace(" ", "").equals("charset=utf-8"));
    return switch (isPlain ? parts[0].strip() : "other") {
      case "text/csv" -> Form.CSV;
      case "application/json", "" -> Form.JSON;
      default -> Form.OTHER;
    };
  }

  private static Reply error(ProblemException failure) {
    Problem problem = failure.problem();
    if (problem.kind() == Problem.Kind.INTERNAL || problem.kind() == Problem.Kind.ENVIRONMENT) {
      LOG.error("An invocation failed", failure);
    }
    int status = problem.kind() == Problem.Kind.INPUT ? 400 : problem.kind().httpStatus();
    String expected = problem.expected().isEmpty() ? problem.remedy() : problem.expected();
    Map<String, Object> body =
        Map.of(
            "error_code",
            status == 404
                ? "RESOURCE_DOES_NOT_EXIST"
                : status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR",
            "message",
            expected.isEmpty() ? problem.what() : problem.what() + "; " + expected);
    return new Reply.Whole(status, "application/json", Json.write(body), failure.headers());
  }
}
