package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.checks.RuleWords;
import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.CheckPlan;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Limits;
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
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
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
          "99999999999999999999",
          "0.3",
          "-0.3",
          "0.35",
          "0.1000000000001",
          "127",
          "128",
          "-128",
          "-129",
          "255",
          "256",
          "65536");
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
          "_",
          "a@b.example",
          "a@b..example",
          "a@-b",
          "é@b.example",
          "a@b.example\n",
          "123e4567-e89b-12d3-a456-426614174000",
          "123E4567-E89B-12D3-A456-426614174000",
          "123e4567e89b12d3a456426614174000",
          "urn:isbn:1",
          "http://a.example/%20?b=(c)*d",
          "http://a.example/%2",
          "http://ä.example/",
          "a.example",
          "a_b.example",
          "a".repeat(63) + ".example",
          "a".repeat(64) + ".example",
          "a.".repeat(126) + "b",
          "a.".repeat(126) + "bc",
          "127.0.0.1",
          "256.0.0.1",
          "01.0.0.1",
          "::",
          "::1",
          "1:2:3:4:5:6:7:8",
          "1::2::3",
          "::ffff:1.2.3.4",
          "1:2:3:4:5:6:1.2.3.4",
          "12345::",
          "YQ==",
          "YWI=",
          "YWJj",
          "YQ=",
          "",
          "YWJj".repeat(2_000),
          "a@" + "b.".repeat(3_000) + "c",
          "x:" + "%20a".repeat(2_000));

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
          text("anywhere", OptionalInt.empty(), OptionalInt.empty(), "i|\\d|a.b"),
          numbers("open", LogicalType.NUMBER, "0.1", "4.5", "", ""),
          numbers("below", LogicalType.INTEGER, "", "4", "", ""),
          numbers("above", LogicalType.INTEGER, "0.5", "", "", ""),
          numbers("tenths", LogicalType.NUMBER, "", "", "0.1", ""),
          numbers("halves", LogicalType.NUMBER, "", "", "1.5", ""),
          numbers("even", LogicalType.INTEGER, "", "", "2", ""),
          numbers("tiny", LogicalType.NUMBER, "", "", "1e-300", ""),
          numbers("byte", LogicalType.INTEGER, "", "", "", "i8"),
          numbers("octet", LogicalType.INTEGER, "", "", "", "u8"),
          numbers("long", LogicalType.INTEGER, "", "", "3", "u64"),
          format("email"),
          format("uuid"),
          format("uri"),
          format("hostname"),
          format("ipv4"),
          format("ipv6"),
          format("base64", "byte"),
          times(Property.of("from", LogicalType.DATE, false), "2024-01-01", "", "", "9999-12-31"),
          times(Property.of("to", LogicalType.DATE, false), "", "2024-01-01", "2024-02-29", ""),
          times(
              Property.of("window", LogicalType.TIMESTAMP, false),
              "2024-01-01T10:00:00Z",
              "",
              "",
              "2024-01-01T10:00:00.5Z"),
          times(
              Property.of("within", LogicalType.TIMESTAMP, false),
              "",
              "2024-01-01T10:00:00Z",
              "2024-01-01T10:00:00.5Z",
              ""),
          times(time("since", LogicalType.DATE, "d.M.yyyy"), "31.5.2024", "", "", "04.07.2024"));

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

  private static Property numbers(
      String name, LogicalType type, String above, String below, String factor, String format) {
    return Property.of(name, type, false)
        .withLimits(
            new Limits(
                decimal(above), decimal(below), decimal(factor), format, Limits.Times.any()));
  }

  private static Optional<BigDecimal> decimal(String number) {
    return number.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(number));
  }

  private static Property format(String format) {
    return format(format, format);
  }

  private static Property format(String name, String format) {
    return numbers(name, LogicalType.STRING, "", "", "", format);
  }

  private static Property times(
      Property property, String earliest, String after, String latest, String before) {
    return property.withLimits(
        new Limits(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            new Limits.Times(earliest, after, latest, before)));
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

  /// Rows that a model scores have checks of their own, and no rules of a document.
  @Test
  void judgesTheSameCellsTheSameWhenTheyAreScored() {
    long seed = Long.getLong("evenkeel.seed", 20_261_128L);
    List<Map<String, @Nullable String>> rows = rows(new Random(seed));
    Contract contract = new Contract("c", "1.0.0", "", "", "c", PROPERTIES);
    RowReader reader = new RowReader(PROPERTIES);
    TreeSet<String> all = new TreeSet<>();

    List<Set<String>> engine = whenScored(contract, rows);

    for (int row = 0; row < rows.size(); row++) {
      Set<String> java = found(reader.read(json(rows.get(row)), ""));
      assertThat(engine.get(row)).as("seed %d, row %s", seed, rows.get(row)).isEqualTo(java);
      all.addAll(java);
    }
    assertThat(all).as("each check is broken by some row").containsAll(names(contract));
  }

  private static List<String> names(Contract contract) {
    return CheckPlan.of(contract).checks().stream()
        .map(check -> check.column() + " " + check.rule())
        // No integer is as large as its bound.
        .filter(name -> !name.equals("integer range"))
        .toList();
  }

  private List<Set<String>> whenScored(
      Contract contract, List<Map<String, @Nullable String>> rows) {
    List<String> conditions = new ArrayList<>();
    for (Check check : CheckPlan.of(contract).checks()) {
      Property property =
          PROPERTIES.stream()
              .filter(p -> p.name().equals(check.column()))
              .findFirst()
              .orElseThrow();
      conditions.add(
          "case when %s then %s end"
              .formatted(
                  TypedSql.broken(check, property),
                  DuckDb.text(check.column() + " " + check.rule())));
    }
    try (DuckDb duck = new DuckDb(folder)) {
      Frames.write(duck, frame(rows), contract, "cells");
      return duck.query(
          "select concat_ws(';', %s) from cells".formatted(String.join(", ", conditions)),
          result -> {
            List<Set<String>> read = new ArrayList<>();
            while (result.next()) {
              String found = result.getString(1);
              read.add(new TreeSet<>(found.isEmpty() ? List.of() : List.of(found.split(";", -1))));
            }
            return read;
          });
    }
  }

  private static Frame frame(List<Map<String, @Nullable String>> rows) {
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    for (Property property : PROPERTIES) {
      columns.put(
          property.name(),
          new Frame.Texts(
              rows.stream()
                  .map(row -> row.get(property.name()))
                  .toArray(length -> new @Nullable String[length])));
    }
    return new Frame(rows.size(), columns);
  }

  /// Errors and warnings of each row, then the values that both read.
  private List<String> bySql(Contract contract, List<Map<String, @Nullable String>> rows) {
    List<String> judged = new ArrayList<>();
    try (DuckDb duck = new DuckDb(folder)) {
      Frames.write(duck, frame(rows), contract, "cells");
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
          case Body.FitsFormat fits when fits.format().endsWith("bits") -> "type";
          default -> RuleWords.kind(rule);
        };
    return RuleWords.about(rule) + " " + kind;
  }

  private static List<String> byReader(List<Map<String, @Nullable String>> rows) {
    RowReader reader = new RowReader(PROPERTIES);
    List<String> judged = new ArrayList<>();
    for (Map<String, @Nullable String> row : rows) {
      RowReader.Reading reading = reader.read(json(row), "");
      judged.add(
          found(reading) + " " + values(RowReader.frame(PROPERTIES, List.of(reading.values())), 0));
    }
    return judged;
  }

  private static Set<String> found(RowReader.Reading reading) {
    TreeSet<String> found = new TreeSet<>();
    for (Violation violation : reading.violations()) {
      found.add(violation.pointer().substring(1) + " " + violation.rule());
    }
    for (String warning : reading.warnings()) {
      found.add(warning.substring(0, warning.indexOf(':')) + " enum");
    }
    return found;
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
