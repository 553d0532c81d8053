package dev.evenkeel.serving.invocations;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The four forms of MLflow's JSON as rows of named values.
final class JsonRows {
  static final int ROWS_MAX = 10_000;

  private static final List<String> FORMS =
      List.of("dataframe_split", "dataframe_records", "instances", "inputs");

  private JsonRows() {}

  static List<JsonNode> read(JsonNode body, List<Property> fields) {
    if (!body.isObject()) {
      throw wrong("the body is no object", "an object with one of " + String.join(", ", FORMS));
    }
    List<String> given = FORMS.stream().filter(body::has).toList();
    if (given.size() != 1) {
      throw wrong(
          given.isEmpty() ? "no rows" : "rows in %d forms".formatted(given.size()),
          "exactly one of " + String.join(", ", FORMS));
    }
    if (body.has("params") && !body.path("params").isObject()) {
      throw wrong("`params` is no object", "an object");
    }
    JsonNode value = body.path(given.getFirst());
    List<String> names = fields.stream().map(Property::name).toList();
    List<JsonNode> rows =
        switch (given.getFirst()) {
          case "dataframe_split" -> split(value, names);
          case "dataframe_records" -> records(value);
          case "instances" -> instances(value, names);
          default -> inputs(value, names);
        };
    if (rows.isEmpty() || rows.size() > ROWS_MAX) {
      throw wrong("%d rows".formatted(rows.size()), "1 to " + ROWS_MAX);
    }
    return rows;
  }

  private static List<JsonNode> split(JsonNode value, List<String> names) {
    for (String member : value.isObject() ? value.propertyNames() : List.<String>of("")) {
      if (!List.of("columns", "index", "data").contains(member)) {
        throw wrong(
            "`dataframe_split` with `%s`".formatted(Names.abbreviate(member)),
            "an object of data, columns and index");
      }
    }
    List<String> columns = new ArrayList<>();
    value.path("columns").forEach(column -> columns.add(column.asString("")));
    return lists(value.path("data"), columns.isEmpty() ? names : columns);
  }

  private static List<JsonNode> records(JsonNode value) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode row : list(value)) {
      if (!row.isObject()) {
        throw wrong("a record is no object", "a list of objects");
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<JsonNode> instances(JsonNode value, List<String> names) {
    JsonNode rows = list(value);
    return !rows.isEmpty() && rows.get(0).isObject() ? records(rows) : lists(rows, names);
  }

  private static List<JsonNode> inputs(JsonNode value, List<String> names) {
    return value.isObject() ? columns(value) : instances(value, names);
  }

  private static List<JsonNode> columns(JsonNode value) {
    List<JsonNode> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> column : value.properties()) {
      JsonNode cells = column.getValue();
      int length = cells.isArray() ? cells.size() : 1;
      for (int row = rows.size(); row < length; row++) {
        rows.add(Json.mapper().createObjectNode());
      }
      if (length != rows.size()) {
        throw wrong("columns of several lengths", "as many values in each column");
      }
      for (int row = 0; row < length; row++) {
        ((ObjectNode) rows.get(row))
            .set(column.getKey(), cells.isArray() ? cell(cells.get(row)) : cells);
      }
    }
    return rows;
  }

  /// A column of a matrix of one column, which some clients send.
  private static JsonNode cell(JsonNode value) {
    return value.isArray() && value.size() == 1 ? value.get(0) : value;
  }

  private static List<JsonNode> lists(JsonNode value, List<String> names) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode cells : list(value)) {
      if (!cells.isArray() || cells.size() != names.size()) {
        throw wrong(
            "a row of %d values".formatted(cells.size()),
            "%d values: %s".formatted(names.size(), String.join(", ", names)));
      }
      ObjectNode row = Json.mapper().createObjectNode();
      for (int index = 0; index < names.size(); index++) {
        row.set(names.get(index), cells.get(index));
      }
      rows.add(row);
    }
    return rows;
  }

  private static JsonNode list(JsonNode value) {
    if (!value.isArray()) {
      throw wrong("the rows are no list", "a list");
    }
    return value;
  }

  static RuntimeException wrong(String what, String expected) {
    return new Problem(Problem.Kind.MALFORMED, what, "", expected, "").asException();
  }
}
