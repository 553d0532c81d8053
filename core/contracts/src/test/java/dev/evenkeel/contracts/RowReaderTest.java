package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {
  static final List<Property> INPUTS =
      ContractReader.read(
              """
              apiVersion: v3.2.0
              kind: DataContract
              id: request
              version: 1.0.0
              schema:
                - name: request
                  properties:
                    - {name: area, logicalType: integer, required: true,
                       logicalTypeOptions: {minimum: 1, maximum: 9000}}
                    - {name: age, logicalType: number}
                    - {name: wall, logicalType: string, enum: [{value: brick}, {value: wood}]}
                    - {name: code, logicalType: string,
                       logicalTypeOptions: {minLength: 2, maxLength: 3, pattern: '^[A-Z]'}}
                    - {name: sold, logicalType: date, logicalTypeOptions: {format: yyMMdd}}
                    - {name: seen, logicalType: timestamp}
                    - {name: garage, logicalType: boolean}
                    - {name: beds, logicalType: integer, enum: [{value: 1}, {value: 2}]}
                    - {name: listed, logicalType: date, enum: [{value: 1993-01-04}]}
                    - {name: a/b~c}
                    - name: storeys
                      quality:
                        - metric: invalidValues
                          arguments: {validValues: [one, two]}
                          mustBe: 0
                          severity: warning
              """,
              "request")
          .properties();

  private final RowReader reader = new RowReader(INPUTS);

  @Test
  void readsEachTypeAsAFrameHoldsIt() {
    RowReader.Reading reading =
        read(
            """
            {"area": 1200, "age": 0.5, "wall": "wood", "code": "OH", "sold": "930104",
             "seen": "1993-01-04T00:00:01Z", "garage": true, "beds": 2.0, "storeys": "one"}\
            """);

    assertThat(reading.violations()).isEmpty();
    assertThat(reading.warnings()).isEmpty();
    assertThat(reading.values())
        .containsEntry("area", 1200.0)
        .containsEntry("age", 0.5)
        .containsEntry("wall", "wood")
        .containsEntry("sold", 726_105_600_000_000L)
        .containsEntry("seen", 726_105_601_000_000L)
        .containsEntry("garage", 1.0)
        .containsEntry("beds", 2.0)
        .containsEntry("listed", null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'area': '1200'} | /area | type | an integer | the string \"1200\"",
        "{'area': 1200.5} | /area | type | an integer | the number 1200.5",
        "{'area': 1e300} | /area | type | an integer | the number 1.0E300",
        "{'area': true} | /area | type | an integer | true",
        "{'area': [1]} | /area | type | an integer | [1]",
        "{'area': 0} | /area | range | from 1 to 9000 | 0",
        "{'area': 9001} | /area | range | from 1 to 9000 | 9001",
        "{'area': null} | /area | required | a value | null",
        "{} | /area | required | a value | nothing",
        "{'area': 1, 'age': 'old'} | /age | type | a number | the string \"old\"",
        "{'area': 1, 'wall': 'straw'} | /wall | enum | one of brick, wood | straw",
        "{'area': 1, 'wall': ''} | /wall | enum | one of brick, wood | ''",
        "{'area': 1, 'wall': 7} | /wall | type | a string | the number 7",
        "{'area': 1, 'code': 'A'} | /code | length | 2 to 3 characters | A",
        "{'area': 1, 'code': 'ABCD'} | /code | length | 2 to 3 characters | ABCD",
        "{'area': 1, 'code': 'ab'} | /code | pattern | a match of ^[A-Z] | ab",
        "{'area': 1, 'sold': '931304'} | /sold | type | a date written as yyMMdd | the string"
            + " \"931304\"",
        "{'area': 1, 'sold': 930104} | /sold | type | a date written as yyMMdd | the number 930104",
        "{'area': 1, 'garage': 1} | /garage | type | a boolean | the number 1",
        "{'area': 1, 'beds': 3} | /beds | enum | one of 1, 2 | 3",
        "{'area': 1, 'walls': 'wood'} | /walls | unknown-field | the field `wall` | walls",
        "{'area': 1, 'a/b~c': 5} | /a~1b~0c | type | a string | the number 5",
        "[1] | '' | type | an object of named features | [1]",
      })
  void saysOfAWrongValueWhereItStandsAndWhatWasExpected(
      String record, String pointer, String rule, String expected, String found) {
    RowReader.Reading reading = read(record.replace('\'', '"'));

    assertThat(reading.violations())
        .containsExactly(new Violation("/instances/3" + pointer, rule, expected, found));
  }

  @Test
  void tellsOfEveryWrongValueAtOnce() {
    RowReader.Reading reading = read("{\"wall\": \"straw\", \"code\": \"x\", \"colour\": 1}");

    assertThat(reading.violations())
        .extracting(Violation::rule)
        .containsExactly("unknown-field", "required", "enum", "length", "pattern");
  }

  @Test
  void anAllowedDateIsATimeAndNotAText() {
    assertThat(read("{\"area\": 1, \"listed\": \"1993-01-04\"}").violations()).isEmpty();
    assertThat(read("{\"area\": 1, \"listed\": \"1993-01-05\"}").violations())
        .extracting(Violation::rule)
        .containsExactly("enum");
  }

  @Test
  void nullMattersToRequiredOnly() {
    assertThat(read("{\"area\": 1, \"wall\": null, \"code\": null, \"beds\": null}").violations())
        .isEmpty();
  }

  @Test
  void anUnseenLevelUnderAWarningRuleIsKeptAndReported() {
    RowReader.Reading reading = read("{\"area\": 1, \"storeys\": \"two+half\"}");

    assertThat(reading.violations()).isEmpty();
    assertThat(reading.warnings()).containsExactly("storeys: `two+half` is not one of one, two");
    assertThat(reading.values()).containsEntry("storeys", "two+half");
  }

  @Test
  void lengthCountsCharactersAndNotUtf16Units() {
    assertThat(read("{\"area\": 1, \"code\": \"A\\ud83c\\udfe0\\ud83c\\udfe0\"}").violations())
        .isEmpty();
  }

  @Test
  void hugeTextsAreRefusedAndTheirMessageIsShort() {
    RowReader.Reading reading =
        read("{\"area\": 1, \"wall\": \"%s\"}".formatted("x".repeat(10_001)));

    assertThat(reading.violations()).hasSize(1);
    assertThat(reading.violations().getFirst().found()).hasSizeLessThan(100);
  }

  @Test
  void rowsInMemoryKeepEveryValueAndMarkTheMissing() {
    List<RowReader.Reading> readings =
        List.of(
            read("{\"area\": 1, \"wall\": \"wood\", \"sold\": \"930104\", \"garage\": false}"),
            read("{\"area\": 2}"));

    Frame frame =
        RowReader.frame(INPUTS, readings.stream().map(RowReader.Reading::values).toList());

    assertThat(frame.rows()).isEqualTo(2);
    assertThat(frame.numbers("area")).containsExactly(1, 2);
    assertThat(frame.texts("wall")).containsExactly("wood", null);
    assertThat(frame.times("sold")).containsExactly(726_105_600_000_000L, Frame.Times.MISSING);
    assertThat(frame.numbers("garage")).containsExactly(0, Double.NaN);
    assertThat(frame.names())
        .containsExactlyElementsOf(INPUTS.stream().map(Property::name).toList());
  }

  /// Every record of these tests is read by both, which must agree.
  private RowReader.Reading read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    RowReader.Reading reading = reader.read(Json.parse(bytes, "test"), "/instances/3");
    Agreement.demand(INPUTS, "[" + json + "]", List.of(reading));
    return reading;
  }
}
