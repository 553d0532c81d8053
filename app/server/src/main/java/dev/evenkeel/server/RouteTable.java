package dev.evenkeel.server;

import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is offered where, for people and for the answer to a wrong method.
final class RouteTable {
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
    if (pattern.length != path.length) {
      return false;
    }
    for (int segment = 0; segment < path.length; segment++) {
      if (!pattern[segment].startsWith("{") && !pattern[segment].equals(path[segment])) {
        return false;
      }
    }
    return true;
  }

  /// The list of addresses as OpenAPI 3.1.
  static Map<String, Object> openApi(List<Route> routes) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Route route : routes) {
      Map<String, Object> operation = new LinkedHashMap<>();
      operation.put("summary", route.summary());
      operation.put(
          "responses",
          Map.of("default", Map.of("description", "See the summary; errors are RFC 9457")));
      paths
          .computeIfAbsent(route.path(), _ -> new TreeMap<>())
          .put(route.method().toLowerCase(java.util.Locale.ROOT), operation);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Evenkeel", "version", Operations.VERSION));
    document.put("paths", paths);
    return document;
  }
}
