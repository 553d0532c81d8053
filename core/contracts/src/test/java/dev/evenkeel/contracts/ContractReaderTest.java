package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractReaderTest {
  static final String SALES =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.2.0
      name: Sales
      status: active
      description: {purpose: What was sold., limitations: One county.}
      servers:
        - {server: here, type: local, path: sales.csv, format: csv}
      schema:
        - name: sales
          logicalType: object
          properties:
            - name: sdate
              logicalType: date
              required: true
              logicalTypeOptions: {format: yyMMdd}
            - name: area
              logicalType: integer
              required: true
              description: square feet
              logicalTypeOptions: {minimum: 1, maximum: 9000}
            - name: code
              unique: true
              logicalType: string
              logicalTypeOptions: {minLength: 2, maxLength: 4, pattern: '^[A-Z]+$'}
            - name: wall
              logicalType: string
              enum:
                - {value: brick, label: Brick}
                - {value: wood}
            - name: storeys
              logicalType: string
              quality:
                - metric: invalidValues
                  arguments: {validValues: [one, two]}
                  mustBe: 0
                  severity: warning
                - {type: text, description: Somebody should look at it.}
      """;

  @Test
  void readsTheTableOfADocument() {
    Contract contract = ContractReader.read(SALES, "sales.odcs.yaml");

    assertThat(contract).hasToString("sales@1.2.0");
    assertThat(contract.description()).isEqualTo("What was sold.");
    assertThat(contract.columns()).containsExactly("sdate", "area", "code", "wall", "storeys");
    assertThat(property(contract, "sdate").format()).isEqualTo("yyMMdd");
    assertThat(property(contract, "area").minimum()).isEqualTo(OptionalDouble.of(1));
    assertThat(property(contract, "area").maximum()).isEqualTo(OptionalDouble.of(9000));
    assertThat(property(contract, "code").type()).isEqualTo(LogicalType.STRING);
    assertThat(property(contract, "code").unique()).isTrue();
    assertThat(property(contract, "code").required()).isFalse();
    assertThat(property(contract, "code").maxLength()).isEqualTo(OptionalInt.of(4));
    assertThat(property(contract, "code").pattern()).isEqualTo("^[A-Z]+$");
    assertThat(property(contract, "wall").allowed()).containsExactly("brick", "wood");
    assertThat(property(contract, "wall").allowedSeverity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void aRuleOfLowSeverityOnlyWarns() {
    Property storeys = property(ContractReader.read(SALES, "sales.odcs.yaml"), "storeys");

    assertThat(storeys.allowed()).containsExactly("one", "two");
    assertThat(storeys.allowedSeverity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aRuleThatToleratesSomeInvalidRowsIsNotARuleOnEachRow() {
    String tolerant = SALES.replace("mustBe: 0", "mustBeLessThan: 5");

    assertThat(property(ContractReader.read(tolerant, "x"), "storeys").allowed()).isEmpty();
  }

  @Test
  void readsTheContractOfTheExample() throws IOException {
    Path file = Path.of("../../examples/home-sales/contracts/listings.odcs.yaml");

    Contract contract = ContractReader.read(Files.readString(file), file.toString());

    assertThat(contract.columns()).contains("sdate", "TLA", "wall").doesNotContain("avalue");
    assertThat(ContractReader.read(ContractWriter.write(contract), "written")).isEqualTo(contract);
  }

  @ParameterizedTest
  @CsvSource({
    "status:, statsu:, 'sales:6, /statsu', status",
    "required: true, requierd: true, 'sales:16, /schema/0/properties/0/requierd', required",
    "minLength:, minLenght:, 'sales:26, /schema/0/properties/2/logicalTypeOptions/minLenght',"
        + " minLength",
    "severity:, serverity:, 'sales:38, /schema/0/properties/4/quality/0/serverity', severity",
    "logicalType: integer, logicalType: intger, 'sales:19, /schema/0/properties/1/logicalType',"
        + " integer",
  })
  void aMisspeltWordIsRefusedWithTheOneThatWasMeant(
      String right, String wrong, String where, String nearest) {
    String yaml = SALES.replaceFirst(right, wrong);

    Problem problem = Problems.of(() -> ContractReader.read(yaml, "sales"));

    assertThat(problem.where()).isEqualTo(where);
    assertThat(problem.remedy()).startsWith("write `%s`".formatted(nearest));
  }

  @ParameterizedTest
  @CsvSource({
    "apiVersion: v3.2.0, apiVersion: v2.2.2, sales:1, is not read here",
    "kind: DataContract, kind: Table, sales:2, DataContract",
    "id: sales, id: a/b, '', contract name `a/b`",
    "format: yyMMdd, format: YYMMDD, sales:17, format `YYMMDD` cannot be read",
    "minimum: 1, minimum: one, sales:22, number expected",
    "maximum: 9000, maximum: 0, sales:22, below the minimum",
    "maxLength: 4, maxLength: 1, sales:26, below the minimum",
    "minLength: 2, minLength: -2, sales:26, must have a minimum value of 0",
    "\\^\\[A-Z\\]\\+, (, sales:26, the pattern cannot be used",
    "name: code, name: AREA, sales:23, stands twice",
    "required: true, required: yes, sales:16, boolean expected",
    "- name: area, - title: area, sales:18, key `title` is not in the standard",
    "description: square feet, enum: [{value: many}], sales:21, 'value `many` cannot be used'",
    "arguments:, 'enum: [{value: x}]\n            arguments:', sales:36, is not in the standard",
  })
  void aWrongValueIsRefusedWithItsPlace(String right, String wrong, String where, String says) {
    String yaml = SALES.replaceFirst(right, wrong);

    Problem problem = Problems.of(() -> ContractReader.read(yaml, "sales"));

    assertThat(problem.where()).startsWith(where);
    assertThat(problem.toString()).contains(says);
  }

  @Test
  void allowedValuesMustBeOfTheColumnsType() {
    List<String> wrong =
        List.of(
            "{name: a, logicalType: date, enum: [{value: 1993-13-01}]}",
            "{name: a, logicalType: boolean, enum: [{value: 'true'}]}",
            "{name: a, logicalType: integer, enum: [{value: 1.5}]}",
            "{name: a, enum: [{value: x}], quality: [{metric: invalidValues, mustBe: 0,"
                + " arguments: {validValues: [x]}}]}");

    for (String property : wrong) {
      Problem problem = Problems.of(() -> ContractReader.read(oneColumn(property), "c"));

      assertThat(problem.where()).as(property).startsWith("c:6, /schema/0/properties/0");
    }
  }

  @Test
  void boundsOfDatesAreAcceptedAndNotYetChecked() {
    String property =
        "{name: a, logicalType: date, logicalTypeOptions: {minimum: '1993-01-01', maximum: never}}";

    Property read = ContractReader.read(oneColumn(property), "c").properties().getFirst();

    assertThat(read.minimum()).isEmpty();
  }

  @Test
  void saysWhatADocumentLacks() {
    assertThat(Problems.of(() -> ContractReader.read("", "c")).what()).contains("empty");
    assertThat(Problems.of(() -> ContractReader.read("- a", "c")).where()).startsWith("c:1");
    assertThat(Problems.of(() -> ContractReader.read("a: [", "c")).what()).contains("not YAML");
    assertThat(Problems.of(() -> ContractReader.read(oneColumn(""), "c")).what())
        .isEqualTo("a table without columns");
    assertThat(
            Problems.of(() -> ContractReader.read(SALES.replace("version: 1.2.0\n", ""), "c"))
                .what())
        .isEqualTo("`version` is missing");
    assertThat(Problems.of(() -> ContractReader.read(SALES + "  - name: second\n", "c")).what())
        .isEqualTo("a contract on 2 tables");
  }

  private static String oneColumn(String property) {
    return """
    apiVersion: v3.2.0
    kind: DataContract
    id: c
    version: '1'
    schema:
      - {name: c, properties: [%s]}
    """
        .formatted(property);
  }

  private static Property property(Contract contract, String name) {
    return contract.property(name).orElseThrow();
  }
}
