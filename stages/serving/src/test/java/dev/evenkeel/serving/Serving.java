package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The room with everything it stands on, asked as a client would.
final class Serving implements AutoCloseable {
  static final Instant START = Instant.parse("1996-01-01T00:00:00Z");
  static final String ROW = "{\"area\": 1500.5, \"rooms\": 6, \"wall\": \"brick\"}";

  final SimulatedClock clock = new SimulatedClock(START);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Database database;
  final Models models;
  final Promotions promotions;
  final Aliases aliases;
  final FakeRuntime runtime;
  final Deployments deployments;
  final PredictionLog log;
  final Observations observations;
  private final List<Route> routes;

  Serving(Database database, Path folder) {
    this(database, folder, ServingSettings.defaults());
  }

  Serving(Database database, Path folder, ServingSettings settings) {
    this.database = database;
    models = new Models(database, new LocalBlobStore(folder.resolve("blobs")), clock);
    promotions = new Promotions(database, models, clock);
    aliases = new Aliases(database, clock);
    runtime = new FakeRuntime();
    deployments = deployments(settings);
    log = new PredictionLog(database, Sampling.ALL);
    observations = new Observations(database, log);
    routes =
        Stream.concat(
                new ServingRoutes(database, models, deployments, log, clock).routes().stream(),
                new OpenInference(models, deployments, log, clock).routes().stream())
            .toList();
  }

  /// Another node on the same database.
  Deployments deployments(ServingSettings settings) {
    return new Deployments(database, models, aliases, promotions, runtime, clock, meters, settings);
  }

  /// The version that answers a request.
  static int routed(Deployments deployments, Selector selector, String key) {
    try (Lease lease = deployments.acquire(TestModels.NAME, selector, key)) {
      return lease.deployed().version().number();
    }
  }

  int routed() {
    return routed(deployments, new Selector.Traffic(), "");
  }

  ModelVersion register(NewVersion version) {
    return models.register(version);
  }

  void promote(ModelVersion registered) {
    promotions.promote(registered, (_, _) -> new Verdict.Pass("because"), "test", _ -> {});
  }

  @Override
  public void close() {
    deployments.close();
    log.close();
    database.close();
  }

  ModelVersion promote(NewVersion version) {
    return promoteBy(promotions, version);
  }

  ModelVersion promoteBy(Promotions door, NewVersion version) {
    ModelVersion registered = models.register(version);
    Verdict verdict =
        door.promote(registered, (_, _) -> new Verdict.Pass("because"), "test", _ -> {});
    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    return registered;
  }

  record Answer(int status, String type, JsonNode body) {
    JsonNode prediction(int row) {
      assertThat(status).as(body.toString()).isEqualTo(200);
      return body.path("predictions").path(row);
    }

    /// `pointer rule` of each violation.
    List<String> errors() {
      assertThat(status).as(body.toString()).isEqualTo(422);
      assertThat(type).isEqualTo("application/problem+json");
      assertThat(body.path("status").asInt()).isEqualTo(422);
      return body.path("errors")
          .valueStream()
          .map(
              error -> error.path("pointer").stringValue() + " " + error.path("rule").stringValue())
          .toList();
    }
  }

  Answer predict(String... rows) {
    return ask("{\"instances\": [%s]}".formatted(String.join(",", rows)));
  }

  Answer ask(String body) {
    return call("POST", "/v1/models/home-sales:predict", body, Map.of());
  }

  Answer predictOnce(String key, String... rows) {
    return call(
        "POST",
        "/v1/models/home-sales:predict",
        "{\"instances\": [%s]}".formatted(String.join(",", rows)),
        Map.of("Idempotency-Key", key));
  }

  Answer tell(String predictionId, String truth) {
    return call(
        "POST",
        "/api/v1/predictions/" + predictionId + "/feedback",
        "{\"truth\": %s}".formatted(truth),
        Map.of());
  }

  Answer call(String method, String path, String body, Map<String, String> headers) {
    Reply.Whole whole = (Reply.Whole) reply(method, path, "", body, headers);
    return new Answer(whole.status(), whole.type(), Json.mapper().readTree(whole.body()));
  }

  Reply.Whole send(String method, String path, byte[] body, Map<String, String> headers) {
    return (Reply.Whole) reply(method, path, "", body, headers);
  }

  /// The lines of a streamed answer.
  List<String> lines(String path, String query) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ((Reply.Streamed) reply("GET", path, query, "", Map.of())).writer().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  Reply reply(String method, String path, String query, String body, Map<String, String> headers) {
    return reply(method, path, query, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply reply(String method, String path, String query, byte[] body, Map<String, String> headers) {
    Map<String, String> queries = new HashMap<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
      queries.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    for (Route route : routes) {
      Map<String, String> variables = match(route.path().split("/"), path.split("/"));
      if (route.method().equals(method) && variables != null) {
        return route.handler().handle(new FakeRequest(variables, headers, queries, body));
      }
    }
    throw new AssertionError("no route for " + method + " " + path);
  }

  private static @Nullable Map<String, String> match(String[] pattern, String[] path) {
    Map<String, String> variables = new HashMap<>();
    for (int segment = 0; segment < pattern.length; segment++) {
      if (pattern.length != path.length) {
        return null;
      }
      if (pattern[segment].startsWith("{")) {
        variables.put(pattern[segment].substring(1, pattern[segment].length() - 1), path[segment]);
      } else if (!pattern[segment].equals(path[segment])) {
        return null;
      }
    }
    return variables;
  }

  static Problem problem(ThrowingCallable call) {
    AtomicReference<Problem> problem = new AtomicReference<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProblemException.class, e -> problem.set(e.problem()));
    return problem.get();
  }
}
