package dev.evenkeel.contracts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contracts.Severity;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulePlanTest {
  private static final String HEAD =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: c
      version: 1.0.0
      """;

  private static Document document(String yaml) {
    return DocumentReader.read(HEAD + yaml, "c.yaml", Mode.STRICT);
  }

  private static List<Rule> rules(String yaml) {
    Document document = document(yaml);
    return RulePlan.of(document, document.schema().getFirst().name()).rules();
  }

  /// The body of the one quality rule of a column.
  private static Rule quality(String rule) {
    return rules(
            """
            schema:
              - name: t
                properties:
                  - name: a
                    quality:
                      - %s
            """
                .formatted(rule))
        .stream()
        .filter(found -> found.pointer().contains("/quality/"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Body> option(String type, String options) {
    return rules(
            """
            schema:
              - name: t
                properties:
                  - name: a
                    logicalType: %s
                    logicalTypeOptions: {%s}
            """
                .formatted(type, options))
        .stream()
        .filter(found -> found.pointer().endsWith("/logicalTypeOptions"))
        .map(Rule::body)
        .toList();
  }

  private static Body sla(String sla) {
    return rules(
            """
            schema:
              - name: t
                properties: [{name: at, logicalType: timestamp}]
            slaProperties:
              - {%s}
            """
                .formatted(sla))
        .getLast()
        .body();
  }

  private static Optional<BigDecimal> number(String number) {
    return Optional.of(new BigDecimal(number));
  }

  @Test
  void holdsEveryRuleOfADocumentOnce() throws IOException {
    String yaml;
    try (InputStream text = RulePlanTest.class.getResourceAsStream("/odcs/orders.odcs.yaml")) {
      yaml = new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
    RulePlan plan = RulePlan.of(DocumentReader.read(yaml, "o.yaml", Mode.STRICT), "orders");
    assertThat(plan.rules()).extracting(Rule::id).doesNotHaveDuplicates();
    assertThat(plan.rules())
        .extracting(rule -> rule.columnText() + " " + rule.body().getClass().getSimpleName())
        .containsExactly(
            "number Present",
            "number Required",
            "number HasType",
            "number NumberRange",
            "number FitsFormat",
            "number Unique",
            "country Present",
            "country HasType",
            "country Length",
            "country Pattern",
            "country OneOf",
            "customer Present",
            "customer HasType",
            "customer StringFormat",
            "customer NotExecutable",
            "customer MissingValues",
            "customer InvalidValues",
            // `amount` is a measure, computed by queries: no column of the table.
            "ordered Present",
            "ordered HasType",
            "ordered TimeRange",
            "day Present",
            "day HasType",
            "at Present",
            "at HasType",
            "paid Present",
            "paid HasType",
            "items Present",
            "items HasType",
            "items ItemCount",
            "items UniqueItems",
            "items[] HasType",
            "items[] KeyCount",
            "items[].sku HasType",
            "items[].count HasType",
            "items[].count FitsFormat",
            "labels Present",
            "labels HasType",
            "labels{key} HasType",
            "labels{} HasType",
            "embedding Present",
            "embedding HasType",
            "embedding VectorShape",
            "embedding VectorNorm",
            "number PrimaryKey",
            " NotExecutable",
            " RowCount",
            " DuplicateValues",
            " Sql",
            " NotExecutable",
            " NotExecutable",
            "ordered Freshness",
            " NotExecutable");
  }

  @Test
  void readsOptionsByTheirType() {
    assertThat(option("integer", "minimum: 1, exclusiveMinimum: 0, exclusiveMaximum: 10.5"))
        .containsExactly(
            new Body.NumberRange(number("1"), false, Optional.empty(), false),
            new Body.NumberRange(number("0"), true, number("10.5"), true));
    assertThat(option("number", "multipleOf: 0.01, format: f32"))
        .containsExactly(new Body.MultipleOf(new BigDecimal("0.01")));
    assertThat(option("integer", "format: u8"))
        .containsExactly(new Body.FitsFormat("u8", BigInteger.ZERO, BigInteger.valueOf(255)));
    assertThat(option("integer", "format: i128"))
        .containsExactly(
            new Body.FitsFormat(
                "i128",
                new BigInteger("-170141183460469231731687303715884105728"),
                new BigInteger("170141183460469231731687303715884105727")));
    assertThat(option("date", "minimum: '2020-01-01', exclusiveMaximum: '2030-01-01'"))
        .containsExactly(
            new Body.TimeRange("2020-01-01", false, "", false),
            new Body.TimeRange("", true, "2030-01-01", true));
    assertThat(option("string", "maxLength: 5, format: ipv6"))
        .containsExactly(
            new Body.Length(OptionalLong.empty(), OptionalLong.of(5)),
            new Body.StringFormat("ipv6"));
    assertThat(option("string", "format: iban"))
        .containsExactly(new Body.NotExecutable("the format `iban` is not known here"));
  }

  @Test
  void readsEveryMetricOfTheLibrary() {
    assertThat(quality("{metric: nullValues, mustBe: 0}").body())
        .isEqualTo(new Body.NullValues(Threshold.NONE));
    assertThat(
            quality("{metric: missingValues, arguments: {missingValues: [null, '']}, mustBe: 0}")
                .body())
        .isEqualTo(new Body.MissingValues(Arrays.asList(null, ""), Threshold.NONE));
    assertThat(
            quality(
                    "{metric: invalidValues, arguments: {validValues: [1, x], pattern: a}, mustBe: 0}")
                .body())
        .isEqualTo(new Body.InvalidValues(List.of(1, "x"), "a", Threshold.NONE));
    assertThat(quality("{metric: rowCount, mustBe: 0}").body())
        .isEqualTo(new Body.RowCount(Threshold.NONE));
    assertThat(quality("{metric: duplicateValues, mustBe: 0}").body())
        .isEqualTo(new Body.DuplicateValues(List.of("a"), Threshold.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{description: rows are sorted}",
        "{type: text, description: rows are sorted}",
        "{type: custom, engine: soda, implementation: x}",
        "{metric: missingValues, mustBe: 0}",
        "{metric: invalidValues, mustBe: 0}",
        "{metric: nullValues, mustBe: none}",
        "{type: sql, query: select 1, mustBe: [1]}"
      })
  void whatNothingCanMeasureIsInThePlanWithItsReason(String rule) {
    assertThat(quality(rule).body()).isInstanceOf(Body.NotExecutable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mustBe: 3                | 3 | 4",
        "mustBe: true             | 1 | 0",
        "mustNotBe: 3             | 4 | 3",
        "mustBeGreaterThan: 3     | 3.1 | 3",
        "mustBeGreaterOrEqualTo: 3 | 3 | 2.9",
        "mustBeLessThan: 3        | 2 | 3",
        "mustBeLessOrEqualTo: 3   | 3 | 3.01",
        "'mustBeBetween: [1, 3]'  | 1 | 0",
        "'mustBeBetween: [1, 3]'  | 3 | 4",
        "'mustNotBeBetween: [1, 3]' | 4 | 3"
      })
  void comparesByEveryOperator(String operator, BigDecimal holds, BigDecimal breaks) {
    Body.Metric metric =
        (Body.Metric) quality("{type: sql, query: select 1, %s}".formatted(operator)).body();
    assertThat(metric.threshold().holds(holds)).isTrue();
    assertThat(metric.threshold().holds(breaks)).isFalse();
  }

  @Test
  void readsTheRulesOfThreeDotZero() {
    Document document =
        DocumentReader.read(
            """
            apiVersion: v3.0.2
            kind: DataContract
            id: c
            version: 1.0.0
            status: active
            schema:
              - name: t
                properties:
                  - name: a
                    quality:
                      - {type: library, rule: nullCheck, mustBe: 0}
            """,
            "c.yaml",
            Mode.STRICT);
    assertThat(RulePlan.of(document, "t").rules().getLast().body())
        .isEqualTo(new Body.NullValues(Threshold.NONE));
  }

  @Test
  void aFailureOfLowSeverityIsAWarning() {
    assertThat(quality("{metric: nullValues, mustBe: 0, severity: Minor}").severity())
        .isEqualTo(Severity.WARNING);
    assertThat(quality("{metric: nullValues, mustBe: 0, severity: warnning}").severity())
        .isEqualTo(Severity.ERROR);
  }

  @Test
  void aPrimaryKeyIsATupleByPosition() {
    List<Rule> rules =
        rules(
            """
            schema:
              - name: t
                properties:
                  - {name: a, primaryKey: true, primaryKeyPosition: 2}
                  - {name: b, primaryKey: true}
                  - {name: c, primaryKey: true, primaryKeyPosition: 1}
            """);
    assertThat(rules.getLast().body()).isEqualTo(new Body.PrimaryKey(List.of("c", "a", "b")));
    assertThat(rules).extracting(Rule::body).noneMatch(Body.Unique.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({"orders.id, orders.id", "schema/o/properties/i, orders.id", "orders.nope, ''"})
  void followsAReferenceByNameOrId(String to, String found) {
    List<Rule> rules =
        rules(
            """
            schema:
              - name: lines
                properties:
                  - name: order
                    relationships: [{to: %s}]
              - name: orders
                id: o
                properties: [{name: id, id: i}]
            """
                .formatted(to));
    Body body = rules.getLast().body();
    if (found.isEmpty()) {
      assertThat(body).isInstanceOf(Body.NotExecutable.class);
    } else {
      assertThat(body).isEqualTo(new Body.ForeignKey(List.of("order"), "orders", List.of("id")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, h, PT4H, P0D",
    "1.5, d, PT36H, P0D",
    "90, minutes, PT90M, P0D",
    "90, m, PT90M, P0D",
    "2, y, PT0S, P2Y",
    "3, mo, PT0S, P3M",
    "PT36H, '', PT36H, P0D",
    "P1Y2M3DT4H, '', PT4H, P1Y2M3D",
    "12h, '', PT12H, P0D",
    "5, '', PT120H, P0D",
  })
  void readsLengthsOfTime(String value, String unit, Duration time, Period days) {
    assertThat(
            sla("property: latency, value: %s, unit: '%s', element: t.at".formatted(value, unit)))
        .isEqualTo(new Body.Freshness(days, time));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1h", "P", "PT", "1 fortnight", "1e99 y", "true"})
  void aLengthOfTimeThatNobodyCanReadSaysSo(String value) {
    assertThat(sla("property: freshness, value: '%s', element: at".formatted(value)))
        .isInstanceOf(Body.NotExecutable.class);
  }

  @Test
  void readsEveryServiceLevelOrSaysWhyNot() {
    assertThat(sla("property: RE, value: 3, unit: y, element: at"))
        .isEqualTo(new Body.Retention(Period.ofYears(3), Duration.ZERO));
    assertThat(sla("property: frequency, value: 1, unit: d, element: t.at"))
        .isEqualTo(new Body.Frequency(Period.ZERO, Duration.ofDays(1)));
    assertThat(sla("property: timeOfAvailability, value: '9:00-08:00', element: t.at"))
        .isEqualTo(new Body.TimeOfAvailability(LocalTime.of(9, 0), ZoneOffset.ofHours(-8)));
    assertThat(sla("property: endOfLife, value: '2030-01-01T00:00:00Z'"))
        .isEqualTo(new Body.Milestone("endOfLife", LocalDate.of(2030, 1, 1)));
    assertThat(sla("property: throughput, value: 5")).isInstanceOf(Body.NotExecutable.class);
    assertThat(sla("property: latency, value: 5, unit: h"))
        .isEqualTo(new Body.NotExecutable("`element` names no column with times"));
  }

  @Test
  void aServiceLevelOfAnotherObjectIsNotOfThisOne() {
    List<Rule> rules =
        rules(
            """
            schema:
              - {name: t, properties: [{name: at}]}
              - {name: u, properties: [{name: at}]}
            slaProperties:
              - {property: latency, value: 4, unit: h, element: "u.at, t.at"}
              - {property: latency, value: 4, unit: h, element: u.at}
            """);
    assertThat(rules).filteredOn(rule -> rule.body() instanceof Body.Sla).hasSize(1);
  }

  @Test
  void anObjectThatIsNotThereIsToldByName() {
    Document document = document("schema: [{name: t}]");
    assertThatThrownBy(() -> RulePlan.of(document, "u")).hasMessageContaining("no object `u`");
  }
}
