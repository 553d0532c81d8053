package dev.evenkeel.serving;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.serving.DeploymentSettings.Share;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The addresses of deployments: what serves, and how traffic is spread.
public final class DeploymentRoutes {
  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final Set<String> KEYS =
      Set.of("traffic", "shadow", "stickyField", "actor", "reason");

  private final Deployments deployments;

  public DeploymentRoutes(Deployments deployments) {
    this.deployments = deployments;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/deployments", "What serves, and how it fares", _ -> list())
            .needs(Role.VIEWER),
        Route.get("/api/v1/deployments/{name}", "A model's deployment", this::show)
            .needs(Role.VIEWER),
        new Route("PUT", "/api/v1/deployments/{name}", "Spread a model's traffic", this::set)
            .needs(Role.DEPLOYER),
        Route.post("/api/v1/deployments/{name}/load", "Load a model again", this::load)
            .needs(Role.DEPLOYER),
        Route.post("/api/v1/deployments/{name}/unload", "Take a model from memory", this::unload)
            .needs(Role.DEPLOYER));
  }

  private Reply list() {
    ServingOverview overview = deployments.overview();
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("ready", overview.isReady());
    page.put("notReady", overview.notReady());
    page.put("memoryBytes", overview.memoryBytes());
    page.put("memoryBytesMax", overview.memoryBytesMax());
    page.put("evictions", overview.evictions());
    page.put("deployments", overview.models().stream().map(DeploymentRoutes::page).toList());
    return Reply.json(page);
  }

  private Reply show(Request request) {
    return Reply.json(page(model(request.path("name"))));
  }

  private ServingOverview.Model model(String name) {
    return deployments.overview().models().stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "model `%s` is not deployed".formatted(Names.abbreviate(name)),
                    "list the deployments with GET /api/v1/deployments")
                .asException());
  }

  private Reply set(Request request) {
    JsonNode body = Json.parse(request.body(BODY_BYTES_MAX), "the request's body");
    if (!body.isObject()) {
      throw wrong("the request's body", "", "an object with traffic, shadow, stickyField");
    }
    for (String key : body.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw wrong(
            "`%s`".formatted(Names.abbreviate(key)), "/" + Names.abbreviate(key), "one of " + KEYS);
      }
    }
    String name = request.path("name");
    deployments.set(
        name,
        new DeploymentSettings(
            traffic(body.path("traffic")),
            shadow(body.path("shadow")),
            text(body.path("stickyField"), "/stickyField")),
        body.path("actor").asString("api"),
        body.path("reason").asString(""));
    return Reply.json(page(model(name)));
  }

  private Reply load(Request request) {
    deployments.load(request.path("name"));
    return show(request);
  }

  private Reply unload(Request request) {
    deployments.unload(request.path("name"));
    return Reply.json(Map.of("model", request.path("name"), "unloaded", true));
  }

  private static List<Share> traffic(JsonNode traffic) {
    if (traffic.isMissingNode() || traffic.isNull()) {
      return List.of();
    }
    if (!traffic.isObject()) {
      throw wrong("`traffic`", "/traffic", "percents by version, such as {\"3\": 90, \"4\": 10}");
    }
    List<Share> shares = new ArrayList<>();
    traffic
        .propertyStream()
        .forEach(entry ->
            shares.add(
                new Share(
                    number(entry.getKey(), "/traffic/" + Names.abbreviate(entry.getKey())),
                    hundredths(entry.getValue(), "/traffic/" + entry.getKey()))));
    return shares;
  }

  private static int hundredths(JsonNode percent, String where) {
    if (percent.isNumber()) {
      BigDecimal exact = percent.decimalValue();
      if (exact.signum() > 0
          && exact.compareTo(BigDecimal.valueOf(100)) <= 0
          && exact.stripTrailingZeros().scale() <= 2) {
        return exact.movePointRight(2).intValueExact();
      }
    }
    throw wrong("the part", where, "a percent above 0 and up to 100, with two decimals at most");
  }

  private static int shadow(JsonNode shadow) {
    return shadow.isMissingNode() || shadow.isNull() ? 0 : number(shadow.asString(""), "/shadow");
  }

  private static int number(String text, String where) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw wrong("`%s`".formatted(Names.abbreviate(text)), where, "the number of a version");
    }
    return Integer.parseInt(text);
  }

  private static String text(JsonNode value, String where) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw wrong("the value", where, "a text");
    }
    return value.stringValue();
  }

  private static RuntimeException wrong(String what, String where, String expected) {
    return new Problem(Problem.Kind.INPUT, what + " cannot be used", where, expected, "")
        .asException();
  }

  private static Map<String, Object> page(ServingOverview.Model model) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("model", model.name());
    page.put("state", model.state());
    page.put("reason", model.reason());
    Map<String, Double> traffic = new LinkedHashMap<>();
    model.versions().stream()
        .filter(version -> version.percent() > 0)
        .forEach(version -> traffic.put(String.valueOf(version.number()), version.percent()));
    page.put("traffic", traffic);
    page.put("stickyField", model.settings().stickyField());
    page.put("aliases", model.aliases());
    page.put("versions", model.versions());
    model.shadow().ifPresent(shadow -> page.put("shadow", shadow));
    return page;
  }
}
