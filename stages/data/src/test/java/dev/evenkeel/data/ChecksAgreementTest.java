package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.checks.RuleWords;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Frames;
import dev.evenkeel.tables.Frames.Selected;
import dev.evenkeel.tables.TypedSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A file and a request are judged alike: the engine's SQL and [RowReader] see the same nasty
/// cells.
///
/// What JSON cannot say is left out: a text cell ` 12` of a number is one, a JSON string never is.
class ChecksAgreementTest {
  private static final int ROWS = 4_000;

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "3.5",
          "4",
          "4.0",
          "4.5",
          "1e2",
          "1E2",
          "1e999",
          "-1e999",
          "1e-400",
          "9007199254740992",
          "9007199254740993",
          "9007199254740994",
          "1e300",
          "0.1",
          "0.30000000000000004",
          "99999999999999999999");
  private static final List<String> NO_NUMBERS =
      List.of("x", "nan", "NaN", "inf", "-inf", "Infinity", "1,5", "0x10", "١", "１２", "--1", "1e");
  private static final List<String> TIMES =
      List.of(
          "2024-01-01",
          "2024-02-29",
          "2023-02-29",
          "2024-02-30",
          "2024-13-01",
          "2024-00-10",
          "2024-1-1",
          " 2024-01-01",
          "2024-01-01 ",
          "24-01-01",
          "0000-01-01",
          "9999-12-31",
          "2024-01-01T10:00",
          "2024-01-01 10:00",
          "2024-01-01T10:00:00",
          "2024-01-01T10:00:00Z",
          "2024-01-01 10:00:00.5",
          "2024-01-01 10:00:00.123456789",
          "2024-01-01T24:00:00",
          "2024-01-01T23:59:60",
          "2024-01-01T10",
          "2024-01-01T10:00:00+02",
          "2024-01-01T10:00+02:30",
          "2024-01-01 10:00:00-23:00",
          "2024-01-01T10:00:00+18:00",
          "2024-01-01T10:00:00 Europe/Rome",
          "2024-01-01 00:00:00+00",
          "2024-01-01T01:00:00+14:59",
          "infinity",
          "-infinity",
          "epoch",
          "today",
          "now",
          "2024-01-01 (BC)",
          "1969-12-31T23:59:59.999999Z",
          "20240101",
          "930104",
          "93014",
          "9301040",
          "690101",
          "681231",
          "930230",
          "930229",
          "960229",
          "000101",
          "１３0104",
          "93-01-04",
          "4.7.2024",
          "04.07.2024",
          "31.6.2024",
          "4.07.2024",
          " 4.7.2024",
          "Jan 05 2024",
          "jan 05 2024",
          "January 05 2024",
          "Feb 30 2024",
          "Jan 5 2024",
          "2024-01-01T10:00:00.5",
          "2024-01-01T10:00:00.500",
          "2024-01-01T10:00:00.500000");
  private static final List<String> TEXTS =
      List.of(
          "a",
          "A",
          "ab",
          "abc",
          "abcd",
          "brick",
          "Brick",
          " brick",
          "it's",
          "say \"hi\"",
          "größe",
          "😀",
          "😀😀",
          "e\u0301",
          "a\nb",
          "a\n",
          "1",
          "1.0",
          "true",
          "null",
          "NULL",
          ";--",
          "%",
          "_");

  private static final List<Property> PROPERTIES =
      List.of(
          number("number", LogicalType.NUMBER, OptionalDouble.empty(), OptionalDouble.empty()),
          number("ranged", LogicalType.NUMBER, OptionalDouble.of(0.1), OptionalDouble.of(4)),
          number("integer", LogicalType.INTEGER, OptionalDouble.empty(), OptionalDouble.of(1e300)),
          Property.of("numbers", LogicalType.NUMBER, false)
              .withAllowed(List.of("4", "100", "0.1"), Severity.ERROR),
          Property.of("integers", LogicalType.INTEGER, true)
              .withAllowed(List.of("1", "4"), Severity.WARNING),
          Property.of("flag", LogicalType.BOOLEAN, false),
          Property.of("truth", LogicalType.BOOLEAN, false)
              .withAllowed(List.of("1"), Severity.ERROR),
          Property.of("day", LogicalType.DATE, false),
          Property.of("time", LogicalType.TIMESTAMP, false),
          time("short", LogicalType.DATE, "yyMMdd"),
          time("german", LogicalType.DATE, "d.M.yyyy"),
          time("named", LogicalType.DATE, "MMM dd yyyy"),
          time("millis", LogicalType.TIMESTAMP, "yyyy-MM-dd'T'HH:mm:ss.SSS"),
          time("midnight", LogicalType.TIMESTAMP, "yyMMdd"),
          time("days", LogicalType.DATE, "yyMMdd")
              .withAllowed(List.of("930104", "690101"), Severity.ERROR),
          Property.of("text", LogicalType.STRING, true),
          Property.of("level", LogicalType.STRING, false)
              .withAllowed(List.of("brick", "it's", "größe"), Severity.ERROR),
          text("length", OptionalInt.of(2), OptionalInt.of(3), ""),
          text("pattern", OptionalInt.empty(), OptionalInt.empty(), "^[a-b]+$"),
          text("anywhere", OptionalInt.empty(), OptionalInt.empty(), "i|\\d|a.b"));

  @TempDir Path folder;

  private static Property number(
      String name, LogicalType type, OptionalDouble minimum, OptionalDouble maximum) {
    return new Property(
        name,
        type,
        false,
        false,
        "",
        "",
        minimum,
        maximum,
        OptionalInt.empty(),
        OptionalInt.empty(),
        "",
        List.of(),
        Severity.ERROR,
        "");
  }

  private static Property time(String name, LogicalType type, String format) {
    return Sales.property(name, type, false, format, OptionalDouble.empty());
  }

  private static Property text(
      String name, OptionalInt minimum, OptionalInt maximum, String pattern) {
    return new Property(
        name,
        LogicalType.STRING,
        false,
        false,
        "",
        "",
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        minimum,
        maximum,
        pattern,
        List.of(),
        Severity.ERROR,
        "");
  }

  @Test
  void judgesTheSameCellsTheSame() {
    long seed = Long.getLong("evenkeel.seed", 20_261_124L);
    List<Map<String, @Nullable String>> rows = rows(new Random(seed));
    Contract contract = new Contract("c", "1.0.0", "", "", "c", PROPERTIES);

    List<String> engine = bySql(contract, rows);
    List<String> java = byReader(rows);

    for (int row = 0; row < rows.size(); row++) {
      assertThat(engine.get(row))
          .as("seed %d, row %s", seed, rows.get(row))
          .isEqualTo(java.get(row));
    }
  }

  private static List<Map<String, @Nullable String>> rows(Random random) {
    List<Map<String, @Nullable String>> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      Map<String, @Nullable String> cells = new LinkedHashMap<>();
      for (Property property : PROPERTIES) {
        cells.put(property.name(), random.nextInt(8) == 0 ? null : cell(property, random));
      }
      rows.add(cells);
    }
    return rows;
  }

  private static String cell(Property property, Random random) {
    return switch (property.type()) {
      case BOOLEAN -> pick(List.of("true", "false", "maybe", "yes", "t", "2"), random);
      case NUMBER, INTEGER -> pick(random.nextInt(4) == 0 ? NO_NUMBERS : NUMBERS, random);
      case DATE, TIMESTAMP -> pick(TIMES, random);
      case STRING -> pick(TEXTS, random);
    };
  }

  private static String pick(List<String> cells, Random random) {
    return cells.get(random.nextInt(cells.size()));
  }

  /// Errors and warnings of each row, then the values that both read.
  private List<String> bySql(Contract contract, List<Map<String, @Nullable String>> rows) {
    List<String> judged = new ArrayList<>();
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    for (Property property : PROPERTIES) {
      columns.put(
          property.name(),
          new Frame.Texts(
              rows.stream()
                  .map(row -> row.get(property.name()))
                  .toArray(length -> new @Nullable String[length])));
    }
    try (DuckDb duck = new DuckDb(folder)) {
      Frames.write(duck, new Frame(rows.size(), columns), contract, "cells");
      try (Staging staging =
          new Staging(
              duck,
              BatchContract.of(contract),
              "cells",
              contract.columns(),
              "staged",
              Path.of("cells"))) {
        List<Rule> rules = staging.judged().stream().map(each -> each.result().rule()).toList();
        List<List<Integer>> broken =
            duck.query(
                "select \"~broken\" from staged",
                result -> {
                  List<List<Integer>> read = new ArrayList<>();
                  while (result.next()) {
                    List<Integer> indexes = new ArrayList<>();
                    for (Object index : (Object[]) result.getArray(1).getArray()) {
                      indexes.add((Integer) index);
                    }
                    read.add(indexes);
                  }
                  return read;
                });
        Frame values =
            Frames.read(
                duck,
                PROPERTIES.stream()
                    .map(property ->
                        new Selected(property.name(), property.type(), TypedSql.typed(property)))
                    .toList(),
                "from staged");
        for (int row = 0; row < rows.size(); row++) {
          TreeSet<String> found = new TreeSet<>();
          for (int index : broken.get(row)) {
            found.add(name(rules.get(index)));
          }
          // A request is asked no further about a value that is none of its type.
          TreeSet<String> told = new TreeSet<>(found);
          found.removeIf(each ->
              !each.endsWith(" type")
                  && told.contains(each.substring(0, each.indexOf(' ')) + " type"));
          judged.add(found + " " + values(values, row));
        }
      }
    }
    return judged;
  }

  /// As [RowReader] calls the same rule.
  private static String name(Rule rule) {
    String kind =
        switch (rule.body()) {
          case Body.InvalidValues _ -> "enum";
          // What no double holds is no integer for a request.
          case Body.FitsFormat _ -> "type";
          default -> RuleWords.kind(rule);
        };
    return RuleWords.about(rule) + " " + kind;
  }

  private static List<String> byReader(List<Map<String, @Nullable String>> rows) {
    RowReader reader = new RowReader(PROPERTIES);
    List<String> judged = new ArrayList<>();
    for (Map<String, @Nullable String> row : rows) {
      RowReader.Reading reading = reader.read(json(row), "");
      TreeSet<String> found = new TreeSet<>();
      for (Violation violation : reading.violations()) {
        found.add(violation.pointer().substring(1) + " " + violation.rule());
      }
      for (String warning : reading.warnings()) {
        found.add(warning.substring(0, warning.indexOf(':')) + " enum");
      }
      judged.add(found + " " + values(RowReader.frame(PROPERTIES, List.of(reading.values())), 0));
    }
    return judged;
  }

  private static JsonNode json(Map<String, @Nullable String> row) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    for (Property property : PROPERTIES) {
      String cell = row.get(property.name());
      boolean number = cell != null && property.type().isNumeric() && NUMBERS.contains(cell);
      boolean truth =
          cell != null
              && property.type() == LogicalType.BOOLEAN
              && (cell.equals("true") || cell.equals("false"));
      cells.put(
          property.name(),
          cell == null || !(number || truth) ? cell : Json.mapper().readTree(cell));
    }
    return Json.mapper().readTree(Json.text(cells));
  }

  private static String values(Frame frame, int row) {
    StringBuilder values = new StringBuilder();
    for (Property property : PROPERTIES) {
      String value =
          switch (frame.column(property.name())) {
            case Frame.Numbers numbers -> String.valueOf(numbers.values()[row] + 0.0);
            case Frame.Texts texts -> String.valueOf(texts.values()[row]);
            case Frame.Times times -> String.valueOf(times.values()[row]);
          };
      values.append(property.name()).append('=').append(value).append(' ');
    }
    return values.toString();
  }

  @Test
  void findsTwinsByTheirValue() {
    Property unique =
        new Property(
            "id",
            LogicalType.NUMBER,
            false,
            true,
            "",
            "",
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            "",
            List.of(),
            Severity.ERROR,
            "");
    Contract contract = new Contract("c", "1.0.0", "", "", "c", List.of(unique));
    Frame frame =
        new Frame(
            6,
            Map.of(
                "id", new Frame.Texts(new @Nullable String[] {"1", "2", "1.0", null, null, "x"})));
    try (DuckDb duck = new DuckDb(folder)) {
      Frames.write(duck, frame, contract, "cells");
      try (Staging staging =
          new Staging(
              duck,
              BatchContract.of(contract),
              "cells",
              List.of("id"),
              "staged",
              Path.of("cells"))) {
        assertThat(staging.results())
            .extracting(result -> result.rule() + " " + result.violations())
            .containsExactly("type 1", "unique 2");
        assertThat(staging.counts()).isEqualTo(new Staging.Counts(3, 3));
      }
    }
  }
}
