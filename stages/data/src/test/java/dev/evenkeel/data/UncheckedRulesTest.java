package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.ContractWriter;
import org.junit.jupiter.api.Test;

/// What an ingest leaves to a test of the contract.
class UncheckedRulesTest {
  @Test
  void namesEachRuleThatAnIngestDoesNotJudge() {
    String yaml =
        """
        apiVersion: v3.2.0
        kind: DataContract
        id: c
        version: 1.0.0
        schema:
          - name: t
            properties:
              - {name: id, logicalType: integer, primaryKey: true, required: true, unique: true}
              - {name: mail, logicalType: string, logicalTypeOptions: {format: email, minLength: 3, pattern: "@"}}
              - {name: low, logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0}}
              - {name: high, logicalType: number, logicalTypeOptions: {maximum: 9, multipleOf: 3}}
              - name: fuel
                logicalType: string
                quality:
                  - {metric: invalidValues, arguments: {validValues: [gas]}, mustBe: 0}
                  - {metric: nullValues, mustBeLessThan: 5, unit: percent}
                  - {type: text, description: for people}
            quality:
              - {metric: rowCount, mustBeGreaterThan: 0}
        slaProperties:
          - {property: latency, value: 1, unit: d, element: t.low}
        """;
    assertThat(UncheckedRules.of(yaml, "c.yaml"))
        .contains(
            "id: primary key",
            "mail: string format",
            "low: number range",
            "high: multiple of",
            "fuel: null values",
            "rows: row count")
        .noneMatch(
            rule -> rule.matches(".*(required|length|pattern|unique|invalid|type|execut).*"));
  }

  @Test
  void aContractOfNothingElseHasNone() {
    assertThat(UncheckedRules.of(ContractWriter.write(Sales.CONTRACT), "sales.yaml")).isEmpty();
  }
}
