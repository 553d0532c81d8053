package dev.evenkeel.server;

import dev.evenkeel.base.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the route of an address by its segments; a literal one wins over a variable, and that over
/// the rest of the path.
final class Addresses {
  private static final String REST = "...}";

  private final Map<String, Node> methods = new HashMap<>();

  Addresses(List<Route> routes) {
    for (Route route : routes) {
      Node node = methods.computeIfAbsent(route.method(), _ -> new Node());
      List<String> names = new ArrayList<>();
      for (String segment : segments(route.path())) {
        if (segment.endsWith(REST)) {
          names.add(segment.substring(1, segment.length() - REST.length()));
          node = node.rest();
        } else if (segment.startsWith("{")) {
          names.add(segment.substring(1, segment.length() - 1));
          node = node.variable();
        } else {
          node = node.literals.computeIfAbsent(segment, _ -> new Node());
        }
      }
      // The first of two equal addresses answers.
      if (node.route == null) {
        node.route = route;
        node.names = List.copyOf(names);
      }
    }
  }

  /// A route with the values of its variables, decoded.
  record Found(Route route, List<String> names, List<String> values) {
    /// Empty when the address has no such variable: some handlers have several addresses.
    String value(String name) {
      int index = names.indexOf(name);
      return index < 0 ? "" : values.get(index);
    }
  }

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    @Nullable Node variable;
    @Nullable Node rest;
    @Nullable Route route;
    List<String> names = List.of();

    Node variable() {
      Node known = variable;
      if (known == null) {
        known = new Node();
        variable = known;
      }
      return known;
    }

    Node rest() {
      Node known = rest;
      if (known == null) {
        known = new Node();
        rest = known;
      }
      return known;
    }
  }

  /// What may be read may be asked for its headers (RFC 9110, section 9.3.2).
  ///
  /// @param path as it was sent
  @Nullable Found find(String method, String path) {
    Node root = methods.get(method.equals("HEAD") ? "GET" : method);
    if (root == null || path.isEmpty() || path.charAt(0) != '/') {
      return null;
    }
    try {
      return find(root, segments(path), 0, new ArrayList<>(3));
    } catch (IllegalArgumentException e) {
      // A `%` without two hexadecimal digits names nothing.
      return null;
    }
  }

  private static @Nullable Found find(
      Node node, List<String> segments, int at, List<String> values) {
    if (at == segments.size()) {
      return node.route == null ? null : new Found(node.route, node.names, values);
    }
    String segment = segments.get(at);
    Node literal = node.literals.get(segment);
    if (literal != null) {
      Found found = find(literal, segments, at + 1, values);
      if (found != null) {
        return found;
      }
    }
    Found found = null;
    if (node.variable != null && !segment.isEmpty()) {
      values.add(segment);
      found = find(node.variable, segments, at + 1, values);
      if (found == null) {
        values.removeLast();
      }
    }
    if (found == null && node.rest != null && node.rest.route != null) {
      values.add(String.join("/", segments.subList(at, segments.size())));
      found = new Found(node.rest.route, node.rest.names, values);
    }
    return found;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(8);
    int from = 1;
    while (from < path.length()) {
      int end = path.indexOf('/', from);
      String segment = path.substring(from, end < 0 ? path.length() : end);
      segments.add(segment.indexOf('%') < 0 ? segment : decoded(segment));
      if (end == path.length() - 1) {
        segments.add("");
      }
      from = end < 0 ? path.length() : end + 1;
    }
    return segments;
  }

  private static String decoded(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
