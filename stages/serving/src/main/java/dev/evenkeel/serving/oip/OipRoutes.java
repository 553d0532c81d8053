package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.Deployed;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.Lease;
import dev.evenkeel.serving.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The Open Inference Protocol by HTTP, with the extensions that [#EXTENSIONS] lists.
public final class OipRoutes {
  /// What is spoken beyond the core of the protocol.
  public static final List<String> EXTENSIONS =
      List.of(
          "binary_tensor_data",
          "classification",
          "model_configuration",
          "model_repository",
          "model_repository(unload_dependents)",
          "parameters",
          "schedule_policy",
          "statistics");

  /// What the server calls itself.
  public static final String SERVER = "evenkeel";

  /// Of the server.
  public static final String VERSION = "0.1.0";

  private static final Logger LOG = LoggerFactory.getLogger(OipRoutes.class);
  private static final int SMALL_BODY_MAX = 64 << 10;

  private final Models models;
  private final Deployments deployments;
  private final BooleanSupplier ready;
  private final Repository repository;
  private final InferRoute infer;

  /// @param ready whether every model that should answer can
  public OipRoutes(
      Models models, Deployments deployments, Inference inference, BooleanSupplier ready) {
    this.models = models;
    this.deployments = deployments;
    this.ready = ready;
    this.repository = new Repository(models, deployments);
    this.infer = new InferRoute(inference, deployments);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    get(routes, "/v2", "Open Inference Protocol: the server", _ -> server());
    get(routes, "/v2/health/live", "Whether the process lives", _ -> live());
    get(routes, "/v2/health/ready", "Whether every model can answer", _ -> ready());
    get(routes, "/v2/models", "The models that answer", _ -> list());
    get(routes, "/v2/models/stats", "Statistics of every model", _ -> allStatistics());
    for (String path : List.of("/v2/models/{name}", "/v2/models/{name}/versions/{version}")) {
      get(routes, path, "Metadata of a model", of(ModelFacts::metadata));
      get(routes, path + "/ready", "Whether a model can answer", this::modelReady);
      get(routes, path + "/config", "Configuration of a model", of(ModelFacts::configuration));
      get(
          routes,
          path + "/stats",
          "Statistics of a model",
          of(each -> Map.of("model_stats", List.of(ModelFacts.statistics(each)))));
      post(routes, Role.VIEWER, path + "/infer", "Infer with tensors", infer::answer);
    }
    post(routes, Role.VIEWER, "/v2/repository/index", "The models and their states", this::index);
    post(
        routes,
        Role.DEPLOYER,
        "/v2/repository/models/{name}/load",
        "Load a model again",
        this::load);
    post(
        routes,
        Role.DEPLOYER,
        "/v2/repository/models/{name}/unload",
        "Unload a model",
        this::unload);
    return routes;
  }

  private static void get(List<Route> routes, String path, String summary, Route.Handler handler) {
    Route route = Route.get(path, summary, OipReplies.told(handler));
    routes.add(path.startsWith("/v2/health/") ? route.open() : route.needs(Role.VIEWER));
  }

  private static void post(
      List<Route> routes, Role role, String path, String summary, Route.Handler handler) {
    routes.add(Route.post(path, summary, OipReplies.told(handler)).needs(role));
  }

  private static Reply server() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", SERVER);
    facts.put("version", VERSION);
    facts.put("extensions", EXTENSIONS);
    return Reply.json(facts);
  }

  private static Reply live() {
    return Reply.json(Map.of("live", true));
  }

  private Reply ready() {
    boolean isReady = ready.getAsBoolean();
    return Reply.json(isReady ? 200 : 503, Map.of("ready", isReady));
  }

  private Reply list() {
    return Reply.json(Map.of("models", deployments.withChampion()));
  }

  private Route.Handler of(Function<Deployed, Object> facts) {
    return request -> {
      try (Lease lease = acquire(request)) {
        return Reply.json(facts.apply(lease.deployed()));
      }
    };
  }

  private Lease acquire(Request request) {
    return deployments.acquire(request.path("name"), InferRoute.selector(request), "");
  }

  private Reply modelReady(Request request) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", request.path("name"));
    try (Lease lease = acquire(request)) {
      facts.put("ready", lease.deployed().model().isAlive());
    } catch (ProblemException e) {
      if (!Inference.isUnready(e.problem())) {
        throw e;
      }
      facts.put("ready", false);
    }
    return Reply.json(Boolean.TRUE.equals(facts.get("ready")) ? 200 : 503, facts);
  }

  private Reply allStatistics() {
    List<Object> all = new ArrayList<>();
    for (String model : models.models()) {
      try (Lease lease = deployments.acquire(model, new Selector.Traffic(), "")) {
        all.add(ModelFacts.statistics(lease.deployed()));
      } catch (ProblemException e) {
        LOG.debug("Model {} does not answer, so it has no statistics", model, e);
      }
    }
    return Reply.json(Map.of("model_stats", all));
  }

  private Reply index(Request request) {
    byte[] body = request.body(SMALL_BODY_MAX);
    boolean onlyReady =
        body.length > 0 && Json.parse(body, "the request's body").path("ready").asBoolean(false);
    return Reply.json(repository.index(onlyReady).stream().map(OipRoutes::entry).toList());
  }

  private static Map<String, Object> entry(Repository.Entry model) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", model.name());
    if (!model.version().isEmpty()) {
      entry.put("version", model.version());
    }
    entry.put("state", model.state());
    entry.put("reason", model.reason());
    return entry;
  }

  private Reply load(Request request) {
    byte[] body = request.body(SMALL_BODY_MAX);
    JsonNode parameters =
        body.length == 0
            ? Json.mapper().createObjectNode()
            : Json.parse(body, "the request's body").path("parameters");
    repository.load(
        request.path("name"), parameters.isObject() ? parameters.propertyNames() : List.of());
    return Reply.json(Map.of());
  }

  private Reply unload(Request request) {
    repository.unload(request.path("name"));
    return Reply.json(Map.of());
  }
}
