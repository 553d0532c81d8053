package dev.evenkeel.checks;

import dev.evenkeel.base.Json;
import dev.evenkeel.tables.DuckDb;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Lets a query of a contract through when it is one `SELECT` that reads the run's views by known
/// functions. It asks the engine's own parser and walks the whole tree; a node that is not on its
/// lists is refused.
final class SqlGuard {
  private static final int LETTERS_MAX = 8_000;
  private static final int DEPTH_MAX = 100;
  private static final int GROWTH_MAX = 256;

  private final DuckDb duck;
  private final Set<String> views = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  SqlGuard(DuckDb duck, Set<String> views) {
    this.duck = duck;
    this.views.addAll(views);
  }

  /// Why the query may not be run, in one sentence without a full stop; empty when it may.
  Optional<String> refusal(String query) {
    if (query.isBlank()) {
      return Optional.of("the query is empty");
    }
    if (query.length() > LETTERS_MAX) {
      return Optional.of(
          "the query has %,d letters, more than %,d".formatted(query.length(), LETTERS_MAX));
    }
    if (query.indexOf('\0') >= 0) {
      return Optional.of("the query has a letter that no text has");
    }
    try {
      JsonNode parsed = Json.mapper().readTree(serialized(query));
      if (parsed.path("error").asBoolean(true)) {
        return Optional.of(
            "the query is no SELECT that DuckDB reads: "
                + parsed.path("error_message").asString().lines().findFirst().orElse(""));
      }
      JsonNode statements = parsed.path("statements");
      if (statements.size() != 1) {
        return Optional.of("the query has %d statements, not one".formatted(statements.size()));
      }
      new Walk().statement(statements.get(0));
      return Optional.empty();
    } catch (Refused refused) {
      return Optional.of(refused.why);
    } catch (JacksonException e) {
      return Optional.of("the query is nested too deeply");
    } catch (SQLException e) {
      return Optional.of("the query cannot be read");
    }
  }

  private String serialized(String query) throws SQLException {
    try (PreparedStatement statement =
        duck.connection().prepareStatement("select json_serialize_sql(?::varchar)")) {
      statement.setString(1, query);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "";
      }
    }
  }

  /// Ends a walk; it is no failure, so it needs no trace.
  private static final class Refused extends RuntimeException {
    private final String why;

    Refused(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  /// One walk over the tree of a query.
  private final class Walk {
    private long growth = 1;
    private int depth;
    private boolean isInLambda;

    void statement(JsonNode statement) {
      if (!statement.path("named_param_map").isEmpty()) {
        throw new Refused("the query has parameters");
      }
      node(statement, Set.of());
    }

    /// @param names of the common table expressions that can be seen here
    private void node(JsonNode node, Set<String> names) {
      if (++depth > DEPTH_MAX * 4) {
        throw new Refused("the query is nested too deeply");
      }
      if (node.isArray()) {
        node.forEach(child -> node(child, names));
      } else if (node.isObject()) {
        object(node, names);
      }
      depth--;
    }

    private void object(JsonNode node, Set<String> names) {
      check(node, names);
      boolean wasInLambda = isInLambda;
      isInLambda |= node.path("class").asString().equals("LAMBDA");
      Set<String> seen = node.has("cte_map") ? tables(node.path("cte_map"), names) : names;
      node.properties().stream()
          .filter(entry -> !entry.getKey().equals("cte_map"))
          .forEach(entry -> node(entry.getValue(), seen));
      isInLambda = wasInLambda;
    }

    /// Each expression sees those before it; a later one of the same name would be a file here.
    private Set<String> tables(JsonNode map, Set<String> outer) {
      Set<String> seen = new HashSet<>(outer);
      for (JsonNode entry : map.path("map")) {
        JsonNode value = entry.path("value");
        if (!value.path("payload_aggregates").isEmpty() || !value.path("key_targets").isEmpty()) {
          throw new Refused("the query uses a recursion with keys");
        }
        node(value, Set.copyOf(seen));
        seen.add(entry.path("key").asString().toLowerCase(Locale.ROOT));
      }
      return seen;
    }

    private void check(JsonNode node, Set<String> names) {
      JsonNode type = node.path("type");
      if (!type.isString()) {
        if (node.has("class")) {
          throw new Refused("the query has an expression of no type");
        }
        return;
      }
      String kind = type.asString();
      if (node.has("class")) {
        expression(node, node.path("class").asString(), kind);
      } else if (!SqlNodes.PLAIN.contains(kind)) {
        throw new Refused("the query uses %s, which is not allowed".formatted(said(kind)));
      } else if (kind.equals("BASE_TABLE")) {
        table(node, names);
      } else if (kind.equals("TABLE_FUNCTION")) {
        tableFunction(node);
      }
      if (isSet(node, "sample")) {
        throw new Refused("the query takes a sample, which answers otherwise from run to run");
      }
    }

    private void expression(JsonNode node, String family, String kind) {
      if (!SqlNodes.EXPRESSIONS.getOrDefault(family, Set.of()).contains(kind)) {
        throw new Refused("the query uses %s, which is not allowed".formatted(said(kind)));
      }
      switch (family) {
        case "FUNCTION", "WINDOW" -> function(node);
        case "TYPE" -> {
          String name = node.path("type_name").asString().toLowerCase(Locale.ROOT);
          if (isQualified(node) || !SqlNodes.TYPES.contains(name)) {
            throw new Refused("the query uses the type `%s`, which is not allowed".formatted(name));
          }
        }
        case "STAR" -> {
          if (node.path("columns").asBoolean() || isSet(node, "expr")) {
            throw new Refused("the query uses COLUMNS, which is not allowed");
          }
        }
        default -> {}
      }
    }

    private void function(JsonNode node) {
      String name = node.path("function_name").asString().toLowerCase(Locale.ROOT);
      if (isQualified(node)) {
        throw new Refused(
            "the query calls `%s` by a schema or like a method; write %s(…)".formatted(name, name));
      }
      if (!SqlFunctions.ALLOWED.contains(name) || node.path("export_state").asBoolean()) {
        throw new Refused("the query calls `%s`, which is not allowed".formatted(name));
      }
      if (node.path("arguments").size() > SqlNodes.argumentsMax(name)) {
        throw new Refused("the query calls `%s` for more than one value".formatted(name));
      }
      int factor =
          Growth.factor(node)
              .orElseThrow(() ->
                  new Refused(
                      "the query calls `%s` by a pattern or format that is no constant"
                          .formatted(name)));
      growth *= factor;
      if (growth > GROWTH_MAX || (isInLambda && factor > 1)) {
        throw new Refused("the query makes values much larger than those it reads");
      }
    }

    private void tableFunction(JsonNode node) {
      String name = node.path("function").path("function_name").asString();
      if (!name.equalsIgnoreCase("unnest")) {
        throw new Refused("the query reads from `%s`, which is not allowed".formatted(name));
      }
    }

    private void table(JsonNode node, Set<String> names) {
      String name = node.path("table_name").asString();
      if (isQualified(node) || isSet(node, "at_clause")) {
        throw new Refused("the query reads `%s` of another schema".formatted(name));
      }
      if (!views.contains(name) && !names.contains(name.toLowerCase(Locale.ROOT))) {
        throw new Refused("the query reads `%s`, which is no table here".formatted(name));
      }
    }
  }

  private static boolean isQualified(JsonNode node) {
    JsonNode path = node.path("qualified_name").path("path");
    return path.size() != 1
        || isSet(node, "schema")
        || isSet(node, "catalog")
        || isSet(node, "schema_name")
        || isSet(node, "catalog_name");
  }

  private static boolean isSet(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return !(value.isMissingNode()
        || value.isNull()
        || (value.isString() && value.asString().isEmpty()));
  }

  private static String said(String kind) {
    return kind.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
