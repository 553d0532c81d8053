package dev.evenkeel.models.features;

import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import dev.evenkeel.models.features.Expression.Timed;
import dev.evenkeel.models.features.Tokens.Kind;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.Set;

/// Comparisons of two numbers, texts or times.
final class Comparisons {
  private static final Set<String> OPERATORS = Set.of("<", "<=", ">", ">=", "==", "!=");

  private Comparisons() {}

  static boolean isOperator(Token token) {
    return token.kind() == Kind.SYMBOL && OPERATORS.contains(token.text());
  }

  static Numeric of(Token operator, Expression left, Token first, Expression right, Token second) {
    if (left instanceof Timed || right instanceof Timed) {
      Rule rule = rule(operator.text());
      return new Times.Related(
          Types.time(left, first, ""),
          Types.time(right, second, ""),
          (one, two) -> Numbers.truth(rule.holds(Long.compare(one, two))));
    }
    if (left instanceof Textual one && right instanceof Textual two) {
      return switch (operator.text()) {
        case "==" -> new Texts.Equality(one, two, true);
        case "!=" -> new Texts.Equality(one, two, false);
        default ->
            throw new SyntaxException(operator.column(), "texts cannot be ordered", "== or !=");
      };
    }
    return Numbers.truth(
        Types.number(left, first, ""), Types.number(right, second, ""), numbers(operator.text()));
  }

  /// What a sign of a comparison means.
  @FunctionalInterface
  private interface Rule {
    boolean holds(int sign);
  }

  private static Rule rule(String operator) {
    return switch (operator) {
      case "<" -> sign -> sign < 0;
      case "<=" -> sign -> sign <= 0;
      case ">" -> sign -> sign > 0;
      case ">=" -> sign -> sign >= 0;
      case "==" -> sign -> sign == 0;
      default -> sign -> sign != 0;
    };
  }

  private static Numbers.Rule numbers(String operator) {
    return switch (operator) {
      case "<" -> (left, right) -> left < right;
      case "<=" -> (left, right) -> left <= right;
      case ">" -> (left, right) -> left > right;
      case ">=" -> (left, right) -> left >= right;
      case "==" -> (left, right) -> left == right;
      default -> (left, right) -> left != right;
    };
  }
}
