package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckPlanTest {
  @Test
  void listsEveryRuleByColumn() {
    Contract contract = ContractReader.read(ContractReaderTest.SALES, "sales");

    assertThat(CheckPlan.of(contract).checks())
        .extracting(check -> check.column() + " " + check.rule() + ": " + check.expected())
        .containsExactly(
            "sdate required: a value",
            "sdate type: a date written as yyMMdd",
            "area required: a value",
            "area type: an integer",
            "area range: from 1 to 9000",
            "code length: 2 to 4 characters",
            "code pattern: a match of ^[A-Z]+$",
            "code unique: a value that no other row has",
            "wall enum: one of brick, wood",
            "storeys enum: one of one, two");
  }
}
