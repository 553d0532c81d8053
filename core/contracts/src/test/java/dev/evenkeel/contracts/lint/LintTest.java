package dev.evenkeel.contracts.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.contracts.odcs.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
  /// A contract without anything to say of it.
  private static final String CLEAN =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: c
      version: 1.0.0
      schema:
        - name: t
          id: t_id
          properties:
            - name: a
              id: a_id
              logicalType: integer
            - name: at
              logicalType: timestamp
      slaProperties:
        - {property: latency, value: 4, unit: h, element: t.at}
      """;

  private static List<Finding> lint(String yaml) {
    return Lint.check(yaml, "c.yaml", Mode.STRICT);
  }

  @Test
  void saysNothingOfACleanContract() {
    assertThat(lint(CLEAN)).isEmpty();
  }

  @Test
  void saysOfTheWholeExampleOnlyWhatIsMeantForPeopleOrOtherEngines() throws IOException {
    try (InputStream text = LintTest.class.getResourceAsStream("/odcs/orders.odcs.yaml")) {
      assertThat(lint(new String(text.readAllBytes(), StandardCharsets.UTF_8)))
          .extracting(Finding::level, Finding::pointer)
          .containsExactly(
              tuple(Finding.Level.WARNING, "/schema/0/relationships/0"),
              tuple(Finding.Level.WARNING, "/schema/0/quality/4"),
              tuple(Finding.Level.WARNING, "/schema/0/properties/2/relationships/0"),
              tuple(Finding.Level.WARNING, "/slaProperties/1"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{name: a, logicalType: string, enum: [{value: x}, {value: x, label: y}]} | `x` stands twice",
        "{name: a, logicalType: integer, enum: [{value: '1'}]} | is no integer",
        "{name: a, logicalType: string, enum: [{value: 1}]} | is no text",
        "{name: a, quality: [{metric: nullValues, arguments: {missingValues: [1]}, mustBe: 0}]} | is unknown to `nullValues`",
        "{name: a, quality: [{metric: nullValues, mustBeBetween: [5, 1]}]} | upper bound stands first",
        "{name: a, quality: [{type: sql, query: select 1, metric: nullValues, mustBe: 0}]} | both a query and a metric",
        "{name: a, quality: [{description: sorted}]} | read as a text",
        "{name: a, quality: [{metric: missingValues, mustBe: 0}]} | not be executed",
        "{name: a, quality: [{type: sql, query: 'select ${other}', mustBe: 0}]} | placeholder `${other}`",
        "{name: a, logicalType: vector} | without `dimensions`",
        "{name: a, relationships: [{to: u.b}]} | not be executed",
        "{name: a, primaryKey: true, primaryKeyPosition: 1}, {name: b, primaryKey: true, primaryKeyPosition: 1} | stands twice",
        "{name: a, primaryKeyPosition: 1} | not part of",
        "{name: a, logicalType: integer, logicalTypeOptions: {minimum: 5, maximum: 4}} | no value could pass",
        "{name: a, logicalType: number, logicalTypeOptions: {minimum: 5, exclusiveMaximum: 5}} | no value could pass",
        "{name: a, logicalType: string, logicalTypeOptions: {minLength: 5, maxLength: 4}} | no value could pass",
        "{name: a, logicalType: string, logicalTypeOptions: {pattern: '('}} | cannot be used",
        "{name: a, logicalType: date, logicalTypeOptions: {format: YYYY-qq}} | cannot be read",
        "{name: A}, {name: a} | stands twice",
        "{name: x, id: one}, {name: y, id: one} | id `one` stands twice",
        "{name: a, logicalType: array} | what is in it",
      })
  void catchesWhatTheSchemaLetsPass(String properties, String said) {
    String yaml =
        CLEAN.replaceFirst(
            "(?s)      - name: a\n.*?integer\n", Matcher.quoteReplacement(lines(properties)));
    assertThat(lint(yaml))
        .as(yaml)
        .isNotEmpty()
        .anySatisfy(finding -> assertThat(finding.what()).contains(said));
  }

  private static String lines(String properties) {
    StringBuilder lines = new StringBuilder();
    for (String property : properties.split("(?<=}), (?=\\{name)", -1)) {
      lines.append("      - ").append(property).append('\n');
    }
    return lines.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unit: h, | unit: m, | read as minutes",
        "t.at | t.nope | is no property",
        "t.at | nope | is no property",
        "value: 4 | value: soon | no length of time",
        "version: 1.0.0 | version: first | not semantic",
      })
  void catchesDoubtfulServiceLevelsAndVersions(String was, String is, String said) {
    assertThat(lint(CLEAN.replace(was, is)))
        .anySatisfy(finding -> assertThat(finding.what()).contains(said));
  }

  @Test
  void tellsLineAndColumn() {
    assertThat(lint(CLEAN.replace("t.at", "t.nope")).getFirst())
        .returns(15, Finding::line)
        .returns("/slaProperties/0/element", Finding::pointer);
  }
}
