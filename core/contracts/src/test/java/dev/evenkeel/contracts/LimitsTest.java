package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final String HEAD =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: request
      version: 1.0.0
      status: active
      schema:
        - name: request
          properties:
      """;
  private static final Contract CONTRACT =
      read(
          """
          - {name: share, logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0, exclusiveMaximum: 0.3}}
          - {name: price, logicalType: number, logicalTypeOptions: {multipleOf: 0.01}}
          - {name: pairs, logicalType: integer, logicalTypeOptions: {multipleOf: 2, exclusiveMinimum: 0}}
          - {name: age, logicalType: integer, logicalTypeOptions: {format: u8}}
          - {name: shift, logicalType: integer, logicalTypeOptions: {format: i8}}
          - {name: mail, logicalType: string, logicalTypeOptions: {format: email}}
          - {name: secret, logicalType: string, logicalTypeOptions: {format: password}}
          - {name: born, logicalType: date, logicalTypeOptions: {format: d.M.yyyy, minimum: 1.1.1900, exclusiveMaximum: 1.2.2020}}
          - {name: seen, logicalType: timestamp, logicalTypeOptions: {exclusiveMinimum: '2020-01-01T00:00:00Z', maximum: '2021-01-01T00:00:00Z'}}
          """);
  private static final List<Property> INPUTS = CONTRACT.properties();

  private static Contract read(String properties) {
    return ContractReader.read(HEAD + properties.indent(6), "request");
  }

  private static RowReader.Reading ask(String row) {
    RowReader.Reading reading =
        new RowReader(INPUTS).read(Json.parse(row.getBytes(StandardCharsets.UTF_8), "request"), "");
    Agreement.demand(INPUTS, "[" + row + "]", List.of(reading));
    return reading;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'share': 5e-324, 'price': 0.07, 'pairs': 2, 'age': 255, 'shift': -128}",
        "{'share': 0.29999999999999993, 'price': -1234567.89, 'pairs': 4.0, 'age': 0, 'shift': 127}",
        "{'price': 0, 'mail': 'a@b.example', 'secret': '', 'born': '1.1.1900'}",
        "{'born': '31.1.2020', 'seen': '2020-01-01T00:00:00.000001Z'}",
        "{'seen': '2021-01-01', 'mail': null, 'age': null}"
      })
  void aRequestWithinThemIsTaken(String row) {
    assertThat(ask(row.replace('\'', '"')).violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "'share': 0 | range | more than 0 and less than 0.3 | 0",
        "'share': -0.0 | range | more than 0 and less than 0.3 | 0",
        "'share': 0.3 | range | more than 0 and less than 0.3 | 0.3",
        "'price': 0.075 | multipleOf | a multiple of 0.01 | 0.075",
        "'pairs': 3 | multipleOf | a multiple of 2 | 3",
        "'pairs': 0 | range | more than 0 | 0",
        "'age': 256 | format | a number that fits u8 | 256",
        "'age': -1 | format | a number that fits u8 | -1",
        "'shift': 128 | format | a number that fits i8 | 128",
        "'mail': 'a@b@c' | format | of format email | a@b@c",
        "'born': '31.12.1899' | range | at least 1.1.1900 and less than 1.2.2020 | -2209075200000000",
        "'born': '1.2.2020' | range | at least 1.1.1900 and less than 1.2.2020 | 1580515200000000",
        "'seen': '2020-01-01' | range | more than 2020-01-01T00:00:00Z and at most"
            + " 2021-01-01T00:00:00Z | 1577836800000000"
      })
  void aRequestBeyondOneIsToldWhatWasExpected(
      String field, String rule, String expected, String found) {
    RowReader.Reading reading = ask("{%s}".formatted(field.replace('\'', '"')));

    assertThat(reading.violations())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.rule()).isEqualTo(rule);
          assertThat(violation.expected()).isEqualTo(expected);
          assertThat(violation.found()).isEqualTo(found);
        });
    Frame rows = RowReader.frame(INPUTS, List.of(reading.values()));
    assertThat(new RowReader(INPUTS).violations(rows, 10))
        .extracting(Violation::rule)
        .containsExactly(rule);
  }

  @Test
  void areWrittenAsTheyWereRead() {
    assertThat(ContractReader.read(ContractWriter.write(CONTRACT), "written").properties())
        .isEqualTo(INPUTS);
  }

  @Test
  void aLongTextIsJudgedOnASmallStack() throws InterruptedException {
    List<String> texts =
        List.of(
            "x:" + "%20a".repeat(2_500),
            "a@" + "b.".repeat(5_000),
            "YWJj".repeat(2_500),
            "a.".repeat(5_000),
            "1:".repeat(5_000));
    List<Boolean> judged = new java.util.concurrent.CopyOnWriteArrayList<>();
    Runnable judge =
        () -> {
          for (String format : TextFormats.names()) {
            texts.forEach(text -> judged.add(TextFormats.predicate(format).test(text)));
          }
        };

    Thread thread = new Thread(null, judge, "small", 128 << 10);
    thread.start();
    thread.join();

    assertThat(judged).hasSize(texts.size() * TextFormats.names().size());
    assertThat(judged).filteredOn(isOne -> isOne).hasSize(2);
  }

  @Test
  void aBoundThatIsNoTimeIsNotJudgedByAsInFiles() {
    Contract contract =
        read(
            "- {name: day, logicalType: date, logicalTypeOptions: {minimum: soon, maximum: '2020-01-01'}}");

    assertThat(contract.properties().getFirst().limits()).isEqualTo(Limits.none());
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipleOf: 1e-999", "exclusiveMinimum: soon"})
  void whatNoNumberCanBeHeldToIsRefused(String option) {
    assertThatThrownBy(() ->
            read("- {name: x, logicalType: number, logicalTypeOptions: {%s}}".formatted(option)))
        .hasMessageContaining(option.substring(0, option.indexOf(':')));
  }
}
