package dev.evenkeel.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Rules over real files.
class TableCheckTest {
  private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");

  @TempDir Path folder;

  private static Document document(String schema) {
    return DocumentReader.read(
        """
        apiVersion: v3.2.0
        kind: DataContract
        id: c
        version: 1.0.0
        """
            + schema,
        "c.yaml",
        Mode.STRICT);
  }

  private TableFile file(TableFile.Format format, String name, String select) {
    return TestTables.file(folder, format, name, select);
  }

  private CheckReport check(String schema, TableFile file) {
    return new TableCheck(document(schema), Map.of("t", file), NOW).run("t");
  }

  private static RuleResult result(CheckReport report, String column, String body) {
    return report.results().stream()
        .filter(result -> result.rule().columnText().equals(column))
        .filter(result -> result.rule().body().getClass().getSimpleName().equals(body))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s of `%s`".formatted(body, column)));
  }

  private static void assertBroken(CheckReport report, String column, String body, int rows) {
    assertThat(result(report, column, body))
        .as("%s of %s", body, column)
        .returns(Outcome.FAILED, RuleResult::outcome)
        .returns(Optional.of(BigDecimal.valueOf(rows)), RuleResult::measured);
  }

  private static final String RULES =
      """
      schema:
        - name: t
          properties:
            - {name: id, logicalType: integer, required: true, unique: true, logicalTypeOptions: {format: i8, minimum: 1}}
            - {name: amount, logicalType: number, logicalTypeOptions: {minimum: 0, exclusiveMaximum: 100, multipleOf: 0.1}}
            - {name: heating, logicalType: string, enum: [{value: gas}, {value: oil}]}
            - {name: note, logicalType: string, logicalTypeOptions: {minLength: 2, maxLength: 4, pattern: "^[a-z]"}}
            - {name: day, logicalType: date, logicalTypeOptions: {minimum: "2020-01-01", exclusiveMaximum: "2030-01-01"}}
            - {name: at, logicalType: timestamp, required: true}
            - {name: sold, logicalType: boolean}
            - {name: address, logicalType: string, logicalTypeOptions: {format: ipv4}}
          quality:
            - {metric: rowCount, mustBe: 6}
            - {metric: duplicateValues, arguments: {properties: [heating, day]}, mustBe: 1}
      slaProperties:
        - {property: latency, value: 2, unit: d, element: t.at}
        - {property: retention, value: 1, unit: y, element: t.at}
      """;

  private static final String ROWS =
      """
      select * from (values
        (1, 0.3, 'gas', 'abc', date '2026-05-01', timestamp '2026-05-09 13:00:00', true, '10.0.0.1'),
        (2, 99.9, 'oil', 'äöüß', date '2020-01-01', timestamp '2026-05-01 10:00:00', false, '255.255.255.255'),
        (2, -1, 'wood', 'x', date '2019-12-31', timestamp '2026-05-01 10:00:00', true, '256.1.1.1'),
        (0, 100, null, 'Abc', date '2030-01-01', timestamp '2026-05-01 10:00:00', null, null),
        (null, 0.35, 'gas', null, date '2026-05-01', null, true, '1.2.3'),
        (200, null, 'gas', 'abcde', null, timestamp '2024-05-01 10:00:00', true, '1.2.3.4'))
        as t(id, amount, heating, note, day, "at", sold, address)
      """;

  @ParameterizedTest
  @EnumSource
  void countsTheSameRowsInEveryFormat(TableFile.Format format) {
    CheckReport report = check(RULES, file(format, "t", ROWS));
    assertThat(report.rows()).isEqualTo(6);
    assertBroken(report, "id", "Required", 1);
    assertBroken(report, "id", "NumberRange", 1);
    assertBroken(report, "id", "FitsFormat", 1);
    assertBroken(report, "id", "Unique", 1);
    assertThat(result(report, "id", "HasType").outcome()).isEqualTo(Outcome.PASSED);
    // -1 and 100 are outside; 0.35 is no multiple of 0.1.
    assertThat(
            report.results().stream()
                .filter(each -> each.rule().columnText().equals("amount"))
                .filter(each -> each.outcome() == Outcome.FAILED)
                .map(each -> each.measured().orElseThrow().intValueExact()))
        .containsExactly(1, 1, 1);
    assertBroken(report, "heating", "OneOf", 1);
    assertBroken(report, "note", "Length", 2);
    assertBroken(report, "note", "Pattern", 2);
    assertBroken(report, "at", "Required", 1);
    assertBroken(report, "address", "StringFormat", 2);
    assertThat(
            report.results().stream()
                .filter(each -> each.rule().body().getClass().getSimpleName().equals("TimeRange"))
                .map(each -> each.measured().orElseThrow().intValueExact()))
        .containsExactly(1, 1);
    assertThat(result(report, "sold", "HasType").outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result(report, "", "RowCount").outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result(report, "", "DuplicateValues").outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result(report, "at", "Freshness").outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result(report, "at", "Retention"))
        .returns(Outcome.FAILED, RuleResult::outcome)
        .returns("the oldest is of 2024-05-01T10:00:00Z", RuleResult::reason);
    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void looksAtEachValueOfAJsonColumnThatHasNoneOrSeveralKinds() throws IOException {
    Path lines = folder.resolve("t.jsonl");
    Files.writeString(
        lines,
        """
        {"none": null, "text": "a", "number": 1, "list": [1]}
        {"none": null, "text": 2, "number": 2.5, "list": {"a": 1}}
        {"none": null, "text": null, "number": "3", "list": null}
        """);
    CheckReport report =
        check(
            """
            schema:
              - name: t
                properties:
                  - {name: none, logicalType: string}
                  - {name: text, logicalType: string}
                  - {name: number, logicalType: integer}
                  - {name: list, logicalType: array, items: {logicalType: integer}}
            """,
            TableFile.of(lines, Optional.empty()));
    assertThat(result(report, "none", "HasType").outcome()).isEqualTo(Outcome.PASSED);
    assertBroken(report, "text", "HasType", 1);
    assertBroken(report, "number", "HasType", 2);
    assertBroken(report, "list", "HasType", 1);
  }

  @Test
  void everyRuleOfThePlanHasAResult() {
    CheckReport report = check(RULES, file(TableFile.Format.PARQUET, "t", ROWS));
    Document document = document(RULES);
    assertThat(report.results())
        .extracting(RuleResult::rule)
        .containsExactlyElementsOf(dev.evenkeel.contracts.rules.RulePlan.of(document, "t").rules());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{metric: nullValues, mustBe: 2} | PASSED | 2",
        "{metric: nullValues, mustBeLessThan: 41, unit: percent} | PASSED | 40",
        "{metric: nullValues, mustBe: 0} | FAILED | 2",
        "{metric: nullValues, mustBe: 0, severity: warning} | WARNING | 2",
        "{metric: missingValues, arguments: {missingValues: [N/A]}, mustBe: 0} | FAILED | 1",
        "{metric: missingValues, arguments: {missingValues: [null, N/A]}, mustBe: 3} | PASSED | 3",
        "{metric: invalidValues, arguments: {validValues: [a, b]}, mustBe: 1} | PASSED | 1",
        "{metric: invalidValues, arguments: {pattern: '^.$'}, mustBe: 1} | PASSED | 1",
        "{metric: duplicateValues, mustBe: 0} | PASSED | 0",
        "{type: text, description: x} | NOT_EXECUTABLE | ",
        "{type: custom, engine: soda, implementation: x} | NOT_EXECUTABLE | ",
        "{type: sql, query: select 1, mustBe: 1} | PASSED | 1",
        "{type: sql, query: 'select count(*) from {object} where {property} is null', mustBe: 0} | FAILED | 2",
        "{type: sql, query: 'select count({column}) > 5 from ${table}', mustBe: true, severity: low} | WARNING | 0",
        "{type: sql, query: 'select 40.5', mustBeLessThan: 41, unit: percent} | PASSED | 40.5",
        "{type: sql, query: 'select a from t', mustBe: 1} | ERROR | ",
        "{type: sql, query: 'select count(*) from read_text(''/etc/passwd'')', mustBe: 1} | ERROR | ",
      })
  void measuresEveryMetric(String rule, Outcome outcome, BigDecimal measured) {
    CheckReport report =
        check(
            """
            schema:
              - name: t
                properties:
                  - name: a
                    logicalType: string
                    quality: [%s]
            """
                .formatted(rule),
            file(
                TableFile.Format.PARQUET,
                "t",
                "select * from (values ('a'), ('b'), ('N/A'), (null), (null)) as t(a)"));
    RuleResult result = report.results().getLast();
    assertThat(result.outcome()).as(result.reason()).isEqualTo(outcome);
    assertThat(result.measured().map(BigDecimal::stripTrailingZeros))
        .isEqualTo(Optional.ofNullable(measured).map(BigDecimal::stripTrailingZeros));
  }

  @Test
  void aQueryReadsACsvByTheTypesOfTheContract() {
    CheckReport report =
        check(
            """
            schema:
              - name: t
                properties:
                  - {name: day, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy}}
                  - {name: amount, logicalType: number}
                quality:
                  - {type: sql, query: 'select sum(amount) from {object}', mustBe: 4.5}
                  - {type: sql, query: 'select max(day) - min(day) from {object}', mustBe: 2}
            """,
            file(
                TableFile.Format.CSV,
                "t",
                "select * from (values ('01.03.2026', 1.5), ('03.03.2026', 3)) as t(day, amount)"));

    assertThat(report.results())
        .filteredOn(result -> result.rule().body() instanceof Body.Sql)
        .hasSize(2)
        .allSatisfy(result -> assertThat(result).returns(Outcome.PASSED, RuleResult::outcome));
  }

  @Test
  void comparesKeysOfSeveralColumnsAndTables() {
    String schema =
        """
        schema:
          - name: t
            properties:
              - {name: a, logicalType: integer, primaryKey: true, primaryKeyPosition: 1, relationships: [{to: u.id}]}
              - {name: b, logicalType: string, primaryKey: true, primaryKeyPosition: 2}
          - name: u
            properties: [{name: id, logicalType: integer}]
        """;
    TableFile table =
        file(
            TableFile.Format.CSV,
            "t",
            "select * from (values (1, 'x'), (1, 'y'), (1, 'x'), (3, 'z'), (null, 'z')) as t(a, b)");
    TableFile other = file(TableFile.Format.PARQUET, "u", "select 1::bigint as id");
    Map<String, TableFile> tables = new HashMap<>(Map.of("t", table));
    CheckReport alone = new TableCheck(document(schema), tables, NOW).run("t");
    assertThat(result(alone, "a", "ForeignKey"))
        .returns(Outcome.NOT_EXECUTABLE, RuleResult::outcome)
        .returns("no table was given for `u`", RuleResult::reason);
    tables.put("u", other);
    CheckReport both = new TableCheck(document(schema), tables, NOW).run("t");
    assertBroken(both, "a", "ForeignKey", 1);
    assertThat(result(both, "", "PrimaryKey").reason()).contains("1 rows lack a part");
  }

  @Test
  void looksIntoArraysObjectsMapsAndVectors() {
    CheckReport report =
        check(
            """
            schema:
              - name: t
                properties:
                  - name: items
                    logicalType: array
                    logicalTypeOptions: {minItems: 1, uniqueItems: true}
                    items:
                      logicalType: object
                      properties:
                        - {name: sku, logicalType: string, required: true, logicalTypeOptions: {maxLength: 2}}
                  - name: tags
                    logicalType: map
                    map: {key: {logicalType: string, logicalTypeOptions: {pattern: "^k"}}, value: {logicalType: integer, logicalTypeOptions: {minimum: 0}}}
                  - {name: vec, logicalType: vector, logicalTypeOptions: {dimensions: 2, normalized: true}}
                  - name: place
                    logicalType: object
                    properties: [{name: zip, logicalType: string, logicalTypeOptions: {minLength: 3}}]
            """,
            file(
                TableFile.Format.PARQUET,
                "t",
                """
                select * from (values
                  ([{sku: 'a'}, {sku: 'bb'}], map {'k1': 1}, [0.6::float, 0.8], {zip: '123'}),
                  ([{sku: 'a'}, {sku: 'a'}], map {'x': 1}, [1::float, 1], {zip: '12'}),
                  ([{sku: 'abc'}, {sku: null}], map {'k': -1}, [1::float], null),
                  ([]::struct(sku varchar)[], null, null, null))
                  as t(items, tags, vec, place)
                """));
    assertBroken(report, "items", "ItemCount", 1);
    assertBroken(report, "items", "UniqueItems", 1);
    assertBroken(report, "items[].sku", "Required", 1);
    assertBroken(report, "items[].sku", "Length", 1);
    assertBroken(report, "tags{key}", "Pattern", 1);
    assertBroken(report, "tags{}", "NumberRange", 1);
    assertBroken(report, "vec", "VectorShape", 1);
    assertBroken(report, "vec", "VectorNorm", 1);
    assertBroken(report, "place.zip", "Length", 1);
    assertThat(result(report, "items[].sku", "HasType").outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result(report, "vec", "HasType").outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void aColumnThatIsMissingBreaksItsPresenceAndIsAnErrorForOtherRules() {
    CheckReport report =
        check(
            "schema: [{name: t, properties: [{name: b, required: true, logicalType: integer}]}]",
            file(TableFile.Format.CSV, "t", "select 1 as a"));
    assertThat(report.results())
        .extracting(RuleResult::outcome)
        .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.ERROR);
    assertThat(report.outcome()).isEqualTo(Outcome.ERROR);
  }

  @Test
  void aColumnOfAnotherTypeIsBrokenOnceForAllRows() {
    CheckReport report =
        check(
            "schema: [{name: t, properties: [{name: a, logicalType: date}]}]",
            file(TableFile.Format.PARQUET, "t", "select 1 as a"));
    assertThat(result(report, "a", "HasType").reason())
        .isEqualTo("the column is INTEGER, which is no date");
  }

  @Test
  void cellsOfTextAreTriedOneByOne() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("t.csv"),
            "i,n,d,b\n1,1.5,2026-05-01,true\n1.0,x,2026-13-01,ja\n9223372036854775808,NaN,,0\n1.5,,,\n");
    CheckReport report =
        check(
            """
            schema:
              - name: t
                properties:
                  - {name: i, logicalType: integer}
                  - {name: n, logicalType: number}
                  - {name: d, logicalType: date}
                  - {name: b, logicalType: boolean}
            """,
            TableFile.of(csv, Optional.empty()));
    assertBroken(report, "i", "HasType", 1);
    assertBroken(report, "n", "HasType", 2);
    assertBroken(report, "d", "HasType", 1);
    assertBroken(report, "b", "HasType", 1);
  }

  @Test
  void anEmptyTableBreaksNoRuleAboutRows() {
    CheckReport report = check(RULES, file(TableFile.Format.PARQUET, "t", ROWS + " where false"));
    assertThat(report.rows()).isZero();
    assertThat(
            report.results().stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .map(result -> result.rule().body().getClass().getSimpleName()))
        .containsExactly("RowCount", "DuplicateValues", "Freshness", "Retention");
    assertThat(result(report, "at", "Freshness").reason()).isEqualTo("no timestamp");
  }

  @Test
  void namesWithQuotesAreNames() {
    CheckReport report =
        check(
            """
            schema:
              - name: t
                properties:
                  - {name: 'a"; drop table x; --', logicalType: string, required: true}
                  - {name: "it's", logicalType: string, enum: [{value: "o'clock"}]}
            """,
            file(
                TableFile.Format.PARQUET,
                "t",
                "select 'x' as \"a\"\"; drop table x; --\", 'o''clock' as \"it's\""));
    assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void aTornFileIsToldInWords() throws IOException {
    TableFile whole = file(TableFile.Format.PARQUET, "t", ROWS);
    byte[] bytes = Files.readAllBytes(whole.path());
    Files.write(whole.path(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> check(RULES, whole)).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ipv4 | 192.168.0.1 0.0.0.0 255.255.255.255 | 256.0.0.1 1.2.3 01.2.3.4 1.2.3.4.5",
        "ipv6 | :: ::1 1:: fe80::1 1:2:3:4:5:6:7:8 ::ffff:1.2.3.4 1::8 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 | 1 1:2:3:4:5:6:7 1::2::3 :::1 12345:: 1:2:3:4:5:6:7:8:9 ::1.2.3 1:2:3:4:5:6:7::8:9",
        "email | a@b a.b+c@d.example | a@ @b a@b..c a@-b a@@b",
        "uuid | 123e4567-e89b-12d3-a456-426614174000 | 123e4567e89b12d3a456426614174000 123e4567-e89b-12d3-a456-42661417400g",
        "hostname | a a.b a-b.c 1.2 | -a a- a..b a_b",
        "uri | http://a/b?c#d urn:x mailto:a@b | //a a/b 1a:b http://a^b",
        "byte | QUJD QQ== QUI= | Q QQ= Q=== QUJD=",
      })
  void knowsTheFormatsOfTheStandard(String format, String right, String wrong) {
    for (String list : List.of(right, wrong)) {
      String select =
          java.util.Arrays.stream(list.split(" ", -1))
              .map(text -> "(%s)".formatted(DuckDb.text(text)))
              .collect(
                  java.util.stream.Collectors.joining(", ", "select * from (values ", ") as t(a)"));
      CheckReport report =
          check(
              "schema: [{name: t, properties: [{name: a, logicalType: string, logicalTypeOptions: {format: %s}}]}]"
                  .formatted(format),
              file(TableFile.Format.PARQUET, "t", select));
      int expected = list.equals(right) ? 0 : list.split(" ", -1).length;
      assertThat(result(report, "a", "StringFormat").measured())
          .as(list)
          .contains(BigDecimal.valueOf(expected));
    }
  }
}
