package dev.evenkeel.serving;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.contracts.RowReader.Reading;
import dev.evenkeel.contracts.Violation;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The rows of a request, as a contract reads them.
record Instances(List<Reading> readings, List<Violation> violations) {
  static final int ROWS_MAX = 10_000;

  private static final String FIELD = "instances";
  private static final String EXPLAIN = "explain";

  static Instances read(JsonNode body, RowReader reader) {
    List<Violation> violations = new ArrayList<>();
    for (String name : body.isObject() ? body.propertyNames() : List.<String>of()) {
      if (name.equals(EXPLAIN) && !body.path(name).isBoolean()) {
        violations.add(
            new Violation("/" + EXPLAIN, "type", "a boolean", found(body, body.path(name))));
      } else if (!name.equals(FIELD) && !name.equals(EXPLAIN)) {
        violations.add(unknown(name));
      }
    }
    JsonNode rows = body.path(FIELD);
    if (!rows.isArray() || rows.isEmpty()) {
      violations.add(
          new Violation(
              "/" + FIELD, "required", "a list of objects, one for each row", found(body, rows)));
      return new Instances(List.of(), violations);
    }
    if (rows.size() > ROWS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "%,d rows in one request".formatted(rows.size()),
              "/" + FIELD,
              "at most %,d".formatted(ROWS_MAX),
              "send them in several requests")
          .asException();
    }
    List<Reading> readings = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Reading reading = reader.read(rows.get(row), "/%s/%d".formatted(FIELD, row));
      violations.addAll(reading.violations());
      readings.add(reading);
    }
    return new Instances(readings, violations);
  }

  private static Violation unknown(String name) {
    String shown = Names.abbreviate(name);
    return new Violation(
        "/" + shown.replace("~", "~0").replace("/", "~1"),
        "unknown-field",
        "only `%s` and `%s`".formatted(FIELD, EXPLAIN),
        shown);
  }

  private static String found(JsonNode body, JsonNode rows) {
    if (!body.isObject()) {
      return "no object";
    }
    if (rows.isMissingNode()) {
      return "nothing";
    }
    return rows.isArray() ? "an empty list" : Names.abbreviate(rows.toString());
  }
}
