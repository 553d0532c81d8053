package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.odcs.QualityRule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What a measured number must be.
///
/// @param low the number, or the lower one of two
/// @param high equal to `low` unless there are two
/// @param unit of the number
public record Threshold(Operator operator, BigDecimal low, BigDecimal high, Unit unit) {
  /// How it is compared.
  public enum Operator {
    /// Equal.
    BE("is"),
    /// Not equal.
    NOT_BE("is not"),
    /// Above.
    GREATER_THAN("is greater than"),
    /// Not below.
    GREATER_OR_EQUAL("is at least"),
    /// Below.
    LESS_THAN("is less than"),
    /// Not above.
    LESS_OR_EQUAL("is at most"),
    /// From the lower to the higher, both inclusive, as datacontract-cli has it; the standard's
    /// text would leave them out.
    BETWEEN("is from"),
    /// Below the lower or above the higher.
    NOT_BETWEEN("is not from");

    private final String words;

    Operator(String words) {
      this.words = words;
    }
  }

  /// What is counted.
  public enum Unit {
    /// Rows, groups or whatever the metric counts.
    ROWS,
    /// 100 × counted / rows; 0 for no rows.
    PERCENT
  }

  /// Zero: nothing may break the rule.
  public static final Threshold NONE =
      new Threshold(Operator.BE, BigDecimal.ZERO, BigDecimal.ZERO, Unit.ROWS);

  /// The operator that a rule is written with; empty when there is none, or one whose value is no
  /// number. A truth value counts as 1 or 0.
  static Optional<Threshold> of(QualityRule rule) {
    Unit unit = rule.unit().equalsIgnoreCase("percent") ? Unit.PERCENT : Unit.ROWS;
    return single(rule.mustBe().flatMap(Threshold::number), Operator.BE, unit)
        .or(() -> single(rule.mustNotBe().flatMap(Threshold::number), Operator.NOT_BE, unit))
        .or(() -> single(rule.mustBeGreaterThan(), Operator.GREATER_THAN, unit))
        .or(() -> single(rule.mustBeGreaterOrEqualTo(), Operator.GREATER_OR_EQUAL, unit))
        .or(() -> single(rule.mustBeLessThan(), Operator.LESS_THAN, unit))
        .or(() -> single(rule.mustBeLessOrEqualTo(), Operator.LESS_OR_EQUAL, unit))
        .or(() -> two(rule.mustBeBetween(), Operator.BETWEEN, unit))
        .or(() -> two(rule.mustNotBeBetween(), Operator.NOT_BETWEEN, unit));
  }

  private static Optional<Threshold> single(
      Optional<BigDecimal> bound, Operator operator, Unit unit) {
    return bound.map(number -> new Threshold(operator, number, number, unit));
  }

  private static Optional<Threshold> two(List<BigDecimal> bounds, Operator operator, Unit unit) {
    return bounds.size() == 2
        ? Optional.of(new Threshold(operator, bounds.getFirst(), bounds.getLast(), unit))
        : Optional.empty();
  }

  private static Optional<BigDecimal> number(Object value) {
    return switch (value) {
      case BigDecimal number -> Optional.of(number);
      case Number number -> Optional.of(new BigDecimal(number.toString()));
      case Boolean truth -> Optional.of(truth ? BigDecimal.ONE : BigDecimal.ZERO);
      default -> Optional.empty();
    };
  }

  /// Whether a number is what it must be.
  public boolean holds(BigDecimal measured) {
    int low = measured.compareTo(low());
    int high = measured.compareTo(high());
    return switch (operator) {
      case BE -> low == 0;
      case NOT_BE -> low != 0;
      case GREATER_THAN -> low > 0;
      case GREATER_OR_EQUAL -> low >= 0;
      case LESS_THAN -> low < 0;
      case LESS_OR_EQUAL -> low <= 0;
      case BETWEEN -> low >= 0 && high <= 0;
      case NOT_BETWEEN -> low < 0 || high > 0;
    };
  }

  /// In words: `is at most 1.5 percent`.
  @Override
  public String toString() {
    String bounds =
        operator == Operator.BETWEEN || operator == Operator.NOT_BETWEEN
            ? low.toPlainString() + " to " + high.toPlainString()
            : low.toPlainString();
    return operator.words + " " + bounds + (unit == Unit.PERCENT ? " percent" : "");
  }
}
