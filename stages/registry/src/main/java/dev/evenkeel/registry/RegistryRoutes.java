package dev.evenkeel.registry;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.BlobStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// The addresses of the registry: versions go in, aliases move.
public final class RegistryRoutes {
  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final int PAGE = 100;
  private static final String NUMBER = "[1-9]\\d{0,8}";

  private final Models models;
  private final Aliases aliases;
  private final Promotions promotions;
  private final Lineage lineage;
  private final Uploads uploads;

  /// @param lineage knows what the runs of versions measured
  /// @param runtime loads each upload once before it is registered
  /// @param formats tells the format of a model's bytes, or why they are no model
  /// @param preparing makes of a file what is registered, and trusts nothing that it claims
  /// @param modelBytesMax a larger upload is refused
  public RegistryRoutes(
      Models models,
      Aliases aliases,
      Promotions promotions,
      Lineage lineage,
      BlobStore blobs,
      ModelRuntime runtime,
      Function<byte[], String> formats,
      UnaryOperator<ModelFile> preparing,
      long modelBytesMax) {
    this.models = models;
    this.aliases = aliases;
    this.promotions = promotions;
    this.lineage = lineage;
    this.uploads = new Uploads(models, blobs, runtime, formats, preparing, modelBytesMax);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/models", "Models of the registry", this::list).needs(Role.VIEWER),
        Route.get("/api/v1/models/{name}", "A model, its aliases and newest version", this::show)
            .needs(Role.VIEWER),
        Route.get("/api/v1/models/{name}/versions", "Versions, newest first", this::versions)
            .needs(Role.VIEWER),
        Route.get("/api/v1/models/{name}/versions/{version}", "A version", this::version)
            .needs(Role.VIEWER),
        Route.get("/api/v1/models/{name}/versions/{version}/file", "A version's file", this::file)
            .needs(Role.VIEWER),
        Route.post(
                "/api/v1/models/{name}/versions",
                "Register a model's file as a version",
                this::take)
            .needs(Role.EDITOR),
        new Route(
                "PUT",
                "/api/v1/models/{name}/aliases/{alias}",
                "Move an alias; champion",
                this::set)
            .needs(Role.EDITOR),
        new Route(
                "DELETE", "/api/v1/models/{name}/aliases/{alias}", "Remove an alias", this::remove)
            .needs(Role.EDITOR));
  }

  private Reply list(Request request) {
    int limit = Math.min(PAGE, number(request, "limit", PAGE));
    // One more says whether a page follows.
    List<String> names = models.models(request.query("after").orElse(""), limit + 1);
    List<String> shown = names.subList(0, Math.min(limit, names.size()));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("models", shown.stream().map(this::page).toList());
    if (names.size() > limit) {
      page.put("next", "?after=%s&limit=%d".formatted(shown.getLast(), limit));
    }
    return Reply.json(page);
  }

  private Reply show(Request request) {
    String model = request.path("name");
    if (models.versions(model, Integer.MAX_VALUE, 1).isEmpty()) {
      throw unknown(model);
    }
    return Reply.json(page(model));
  }

  private Map<String, Object> page(String model) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("name", model);
    models.versions(model, Integer.MAX_VALUE, 1).stream()
        .findFirst()
        .ifPresent(newest -> page.put("newest", newest.number()));
    page.put("aliases", aliases.of(model));
    return page;
  }

  private Reply versions(Request request) {
    String model = request.path("name");
    int before = number(request, "before", Integer.MAX_VALUE);
    int limit = Math.min(PAGE, number(request, "limit", PAGE));
    List<ModelVersion> found = models.versions(model, before, limit);
    if (found.isEmpty() && before == Integer.MAX_VALUE) {
      throw unknown(model);
    }
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("versions", pages(model, found));
    if (found.size() == limit && found.getLast().number() > 1) {
      page.put("next", "?before=%d&limit=%d".formatted(found.getLast().number(), limit));
    }
    return Reply.json(page);
  }

  private Reply version(Request request) {
    return Reply.json(told(found(request)));
  }

  private Reply file(Request request) {
    byte[] bytes = models.artifact(found(request));
    return new Reply.Whole(200, "application/octet-stream", bytes, Map.of());
  }

  private ModelVersion found(Request request) {
    int number = version(request.path("version"));
    return models
        .version(request.path("name"), number)
        .orElseThrow(() -> Models.unknown(request.path("name"), number).asException());
  }

  private Reply take(Request request) {
    return Reply.json(201, told(uploads.take(request)));
  }

  private Reply set(Request request) {
    JsonNode body = Json.parse(request.body(BODY_BYTES_MAX), "the request's body");
    String model = request.path("name");
    String alias = Aliases.check(request.path("alias"));
    int number = version(body.path("version").asString(""));
    String actor = Acting.personOr(text(body, "actor", "api"));
    if (alias.equals(Models.CHAMPION)) {
      promote(model, number, actor, text(body, "reason", "promoted by hand"));
    } else {
      aliases.set(model, alias, number, actor, text(body, "reason", ""));
    }
    Map<String, Object> moved = new LinkedHashMap<>();
    moved.put("model", model);
    moved.put("alias", alias);
    moved.put("version", number);
    return Reply.json(moved);
  }

  private void promote(String model, int number, String actor, String reason) {
    ModelVersion version =
        models
            .version(model, number)
            .orElseThrow(() -> Models.unknown(model, number).asException());
    promotions.promoteByHand(version, actor, reason);
  }

  private Reply remove(Request request) {
    aliases.remove(
        request.path("name"),
        request.path("alias"),
        Acting.personOr(request.query("actor").orElse("api")),
        request.query("reason").orElse(""));
    return Reply.json(
        Map.of("model", request.path("name"), "alias", request.path("alias"), "removed", true));
  }

  private Map<String, Object> told(ModelVersion version) {
    return pages(version.model(), List.of(version)).getFirst();
  }

  private List<Map<String, Object>> pages(String model, List<ModelVersion> versions) {
    Map<Integer, Map<String, Double>> metrics = lineage.metrics(model, versions);
    return versions.stream()
        .map(version -> page(version, metrics.getOrDefault(version.number(), Map.of())))
        .toList();
  }

  private static Map<String, Object> page(ModelVersion version, Map<String, Double> metrics) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("model", version.model());
    page.put("version", version.number());
    page.put("registered", version.at().toString());
    page.put("format", version.description().format());
    page.put("labels", version.description().target().labels());
    page.put("dataset", version.dataset());
    page.put("code", version.code());
    page.put("digest", version.artifactDigest());
    page.put("metrics", metrics);
    page.put("description", version.description());
    return page;
  }

  private static String text(JsonNode body, String key, String otherwise) {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isString()) {
      throw new Problem(Problem.Kind.INPUT, "`%s` is no text".formatted(key), "/" + key, "", "")
          .asException();
    }
    return value.stringValue().isBlank() ? otherwise : value.stringValue();
  }

  private static int version(String text) {
    if (!text.matches(NUMBER)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no version".formatted(Names.abbreviate(text)),
              "",
              "a number from 1",
              "")
          .asException();
    }
    return Integer.parseInt(text);
  }

  private static int number(Request request, String parameter, int otherwise) {
    return request
        .query(parameter)
        .map(text -> {
          if (!text.matches(NUMBER)) {
            throw new Problem(
                    Problem.Kind.INPUT,
                    "`%s` is no number".formatted(Names.abbreviate(text)),
                    "query parameter `%s`".formatted(parameter),
                    "a number from 1",
                    "")
                .asException();
          }
          return Integer.parseInt(text);
        })
        .orElse(otherwise);
  }

  private static RuntimeException unknown(String model) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "model `%s` does not exist".formatted(Names.abbreviate(model)),
            "list them with GET /api/v1/models")
        .asException();
  }
}
