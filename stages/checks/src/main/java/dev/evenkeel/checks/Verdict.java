package dev.evenkeel.checks;

import dev.evenkeel.contracts.Severity;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.contracts.rules.Threshold;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/// Says how one rule ended.
record Verdict(Rule rule) {
  RuleResult passed() {
    return result(Outcome.PASSED, "", Optional.empty());
  }

  RuleResult passed(BigDecimal measured) {
    return result(Outcome.PASSED, "", Optional.of(measured));
  }

  RuleResult broken(String reason) {
    return result(outcome(), reason, Optional.empty());
  }

  RuleResult broken(String reason, BigDecimal measured) {
    return result(outcome(), reason, Optional.of(measured));
  }

  RuleResult error(String reason) {
    return result(Outcome.ERROR, reason, Optional.empty());
  }

  RuleResult notExecutable(String reason) {
    return result(Outcome.NOT_EXECUTABLE, reason, Optional.empty());
  }

  RuleResult ofBrokenRows(BigDecimal rows) {
    return rows.signum() == 0
        ? passed(rows)
        : broken(
            "%s row%s".formatted(rows.toPlainString(), isOne(rows) ? " breaks it" : "s break it"),
            rows);
  }

  private static boolean isOne(BigDecimal rows) {
    return rows.compareTo(BigDecimal.ONE) == 0;
  }

  RuleResult ofMetric(Threshold threshold, BigDecimal counted, long rows) {
    BigDecimal measured =
        threshold.unit() == Threshold.Unit.PERCENT ? percent(counted, rows) : counted;
    return threshold.holds(measured)
        ? passed(measured)
        : broken("it is %s; holds when it %s".formatted(plain(measured), threshold), measured);
  }

  private static String plain(BigDecimal number) {
    return number.round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }

  private static BigDecimal percent(BigDecimal counted, long rows) {
    return rows == 0
        ? BigDecimal.ZERO
        : counted
            .multiply(BigDecimal.valueOf(100))
            .divide(BigDecimal.valueOf(rows), MathContext.DECIMAL64);
  }

  private Outcome outcome() {
    return rule.severity() == Severity.WARNING ? Outcome.WARNING : Outcome.FAILED;
  }

  private RuleResult result(Outcome outcome, String reason, Optional<BigDecimal> measured) {
    return new RuleResult(rule, outcome, reason, measured);
  }
}
