package dev.evenkeel.pipelines;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The addresses of secrets: they take values and tell none.
public final class SecretRoutes {
  private static final String ALL = "/api/v1/secrets";
  private static final String ONE = ALL + "/{name}";
  private static final int PAGE = 100;

  /// Each sign of a value may be written as six.
  private static final int BODY_BYTES_MAX = 6 * Secrets.VALUE_BYTES_MAX + 1_024;

  private final Secrets secrets;

  public SecretRoutes(Secrets secrets) {
    this.secrets = secrets;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get(ALL, "Names of secrets", this::list).needs(Role.EDITOR),
        new Route("PUT", ONE, "Set a secret", this::set).needs(Role.ADMIN),
        new Route("DELETE", ONE, "Remove a secret", this::remove).needs(Role.ADMIN));
  }

  private Reply list(Request request) {
    List<Secrets.Named> found = secrets.list(request.query("after").orElse(""), PAGE);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("secrets", found.stream().map(SecretRoutes::json).toList());
    if (found.size() == PAGE) {
      page.put("next", "?after=" + found.getLast().name());
    }
    return Reply.json(page);
  }

  private static Map<String, Object> json(Secrets.Named secret) {
    return Map.of(
        "name", secret.name(),
        "changed", secret.changed().toString(),
        "changedBy", secret.changedBy());
  }

  private Reply set(Request request) {
    JsonNode value = Json.parse(request.body(BODY_BYTES_MAX), "the request's body").path("value");
    if (!value.isString()) {
      throw new Problem(Problem.Kind.INPUT, "`value` is missing", "/value", "a text", "")
          .asException();
    }
    return Reply.json(json(secrets.set(request.path("name"), value.asString())));
  }

  private Reply remove(Request request) {
    secrets.remove(request.path("name"));
    return Reply.json(Map.of("name", request.path("name"), "removed", true));
  }
}
