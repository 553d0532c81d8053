package dev.evenkeel.server;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.Protection;
import dev.evenkeel.registry.Protections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The addresses of the rules of who may move which alias.
final class ProtectionRoutes {
  private static final String PATH = "/api/v1/models/{name}/protections/{alias}";

  private final Protections protections;

  ProtectionRoutes(Protections protections) {
    this.protections = protections;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/protections", "Who may move which alias", _ -> list())
            .needs(Role.VIEWER),
        new Route("PUT", PATH, "Protect an alias; the model * is all", this::set)
            .needsEverywhere(Role.ADMIN),
        new Route("DELETE", PATH, "Take an alias's protection away", this::remove)
            .needsEverywhere(Role.ADMIN));
  }

  private Reply list() {
    return Reply.json(
        Map.of("protections", protections.all().stream().map(ProtectionRoutes::told).toList()));
  }

  private Reply set(Request request) {
    JsonNode body = RequestValues.body(request);
    JsonNode approvals = body.path("approvals");
    if (!approvals.isMissingNode() && !approvals.isInt()) {
      throw RequestValues.input("`approvals` is no number", "/approvals", "0 to 10");
    }
    Protection rule =
        new Protection(
            request.path("name"),
            request.path("alias"),
            role(RequestValues.text(body, "role")),
            approvals.asInt(0));
    protections.set(rule, RequestValues.text(body, "reason"));
    return Reply.json(told(rule));
  }

  private static Role role(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "editor" -> Role.EDITOR;
      case "", "deployer" -> Role.DEPLOYER;
      case "admin" -> Role.ADMIN;
      default ->
          throw RequestValues.input(
              "no such role moves aliases", "/role", "editor, deployer or admin");
    };
  }

  private Reply remove(Request request) {
    protections.remove(
        request.path("name"), request.path("alias"), request.query("reason").orElse(""));
    return Reply.json(
        Map.of("model", request.path("name"), "alias", request.path("alias"), "removed", true));
  }

  private static Map<String, Object> told(Protection rule) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("model", rule.model());
    told.put("alias", rule.alias());
    told.put("role", rule.role().name().toLowerCase(Locale.ROOT));
    told.put("approvals", rule.approvals());
    return told;
  }
}
