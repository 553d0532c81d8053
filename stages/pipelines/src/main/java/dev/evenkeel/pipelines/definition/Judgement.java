package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Names;
import dev.evenkeel.pipelines.definition.Condition.All;
import dev.evenkeel.pipelines.definition.Condition.Any;
import dev.evenkeel.pipelines.definition.Condition.Compare;
import dev.evenkeel.pipelines.definition.Condition.Literal;
import dev.evenkeel.pipelines.definition.Condition.Not;
import dev.evenkeel.pipelines.definition.Condition.Operand;
import dev.evenkeel.pipelines.definition.Condition.Truth;
import dev.evenkeel.pipelines.definition.Condition.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What became of a condition in a run.
///
/// @param why the condition with the values that it met: `best.auc (0.87) >= params.floor (0.9)`
public record Judgement(boolean holds, String why) {
  /// What the run knows of a reference; empty for what no step answered.
  @FunctionalInterface
  public interface Values {
    /// The value as text.
    Optional<String> of(Reference reference);
  }

  /// Judges a condition. A value that nobody answered makes the comparison false, whatever its
  /// operator.
  public static Judgement of(Condition condition, Values values) {
    return new Judgement(holds(condition, values), told(condition, values));
  }

  private static boolean holds(Condition condition, Values values) {
    return switch (condition) {
      case Compare compare -> compares(compare, values);
      case Truth(Reference of) -> values.of(of).filter("true"::equals).isPresent();
      case Not(Condition of) -> !holds(of, values);
      case All(List<Condition> of) -> of.stream().allMatch(part -> holds(part, values));
      case Any(List<Condition> of) -> of.stream().anyMatch(part -> holds(part, values));
    };
  }

  private static boolean compares(Compare compare, Values values) {
    Optional<String> left = value(compare.left(), values);
    Optional<String> right = value(compare.right(), values);
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    ValueType type = common(left.get(), right.get());
    return compare.operator().holds(type.compare(left.get(), right.get()));
  }

  /// As what two texts compare: steps that declare no types answer numbers and times, too.
  private static ValueType common(String left, String right) {
    for (ValueType type : List.of(ValueType.NUMBER, ValueType.DATE, ValueType.TIMESTAMP)) {
      if (type.refuse(left).isEmpty() && type.refuse(right).isEmpty()) {
        return type;
      }
    }
    return ValueType.TEXT;
  }

  private static Optional<String> value(Operand operand, Values values) {
    return switch (operand) {
      case Value(Reference of) -> values.of(of);
      case Literal(_, String value) -> Optional.of(value);
    };
  }

  private static String told(Condition condition, Values values) {
    return switch (condition) {
      case Compare(Operand left, var operator, Operand right) ->
          told(left, values) + " " + operator.sign() + " " + told(right, values);
      case Truth(Reference of) -> told(new Value(of), values);
      case Not(Condition of) -> "not (" + told(of, values) + ")";
      case All(List<Condition> of) ->
          of.stream().map(part -> told(part, values)).collect(Collectors.joining(" and "));
      case Any(List<Condition> of) ->
          of.stream().map(part -> told(part, values)).collect(Collectors.joining(" or "));
    };
  }

  private static String told(Operand operand, Values values) {
    return switch (operand) {
      case Value(Reference of) ->
          of.text()
              + values.of(of).map(Names::abbreviate).map(" (%s)"::formatted).orElse(" (absent)");
      case Literal literal -> literal.text();
    };
  }
}
