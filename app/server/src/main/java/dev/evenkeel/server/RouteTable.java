package dev.evenkeel.server;

import dev.evenkeel.base.Guard;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What is offered where, for people and for the answer to a wrong method.
final class RouteTable {
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(?:\\.\\.\\.)?\\}");

  private RouteTable() {}

  /// The methods that an address takes; none when nothing is there.
  static List<String> methods(List<Route> routes, String path) {
    return routes.stream()
        .filter(route -> matches(route.path().split("/"), path.split("/")))
        .map(Route::method)
        .distinct()
        .toList();
  }

  private static boolean matches(String[] pattern, String[] path) {
    boolean takesRest = pattern.length > 0 && pattern[pattern.length - 1].endsWith("...}");
    if (takesRest ? path.length < pattern.length : path.length != pattern.length) {
      return false;
    }
    for (int segment = 0; segment < pattern.length; segment++) {
      if (!pattern[segment].startsWith("{") && !pattern[segment].equals(path[segment])) {
        return false;
      }
    }
    return true;
  }

  private static List<Map<String, Object>> variables(String path) {
    return VARIABLE
        .matcher(path)
        .results()
        .map(found ->
            Map.<String, Object>of(
                "name",
                found.group(1),
                "in",
                "path",
                "required",
                true,
                "schema",
                Map.of("type", "string")))
        .toList();
  }

  /// Who may ask, in a word: `open`, a role, a role `everywhere`, or `nobody`.
  static String role(Guard guard) {
    return switch (guard) {
      case Guard.Closed() -> "nobody";
      case Guard.Open() -> "open";
      case Guard.Needs(Role role) -> role.name().toLowerCase(Locale.ROOT);
      case Guard.NeedsEverywhere(Role role) -> role.name().toLowerCase(Locale.ROOT) + " everywhere";
    };
  }

  /// The list of addresses as OpenAPI 3.1.
  static Map<String, Object> openApi(List<Route> routes) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Route route : routes) {
      Map<String, Object> operation = new LinkedHashMap<>();
      operation.put("summary", route.summary());
      List<Map<String, Object>> variables = variables(route.path());
      if (!variables.isEmpty()) {
        operation.put("parameters", variables);
      }
      operation.put("x-evenkeel-role", role(route.guard()));
      if (route.guard() instanceof Guard.Open) {
        // In place of the document's own, which asks for one.
        operation.put("security", List.of());
      }
      operation.put(
          "responses",
          Map.of("default", Map.of("description", "See the summary; errors are RFC 9457")));
      paths
          .computeIfAbsent(route.path().replace("...}", "}"), _ -> new TreeMap<>())
          .put(route.method().toLowerCase(Locale.ROOT), operation);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Evenkeel", "version", Operations.VERSION));
    document.put(
        "components",
        Map.of(
            "securitySchemes",
            Map.of(
                "token", Map.of("type", "http", "scheme", "bearer"),
                "password", Map.of("type", "http", "scheme", "basic"))));
    document.put("security", List.of(Map.of("token", List.of()), Map.of("password", List.of())));
    document.put("paths", paths);
    return document;
  }
}
