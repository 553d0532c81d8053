package dev.evenkeel.models;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.Tokens.Token;
import java.util.List;

/// The functions of the feature language. `StrictMath`, so that every Java computes the same bits.
final class Functions {
  private static final List<String> NAMES =
      List.of("if", "coalesce", "log", "clip", "abs", "one_hot");

  private Functions() {}

  static Expression call(Token name, List<Expression> arguments) {
    return switch (name.text()) {
      case "if" -> choose(numbers(name, arguments, 3, "if(condition, then, otherwise)"));
      case "coalesce" -> coalesce(numbers(name, arguments, 2, "coalesce(value, otherwise)"));
      case "log" -> log(numbers(name, arguments, 1, "log(value)"));
      case "abs" -> abs(numbers(name, arguments, 1, "abs(value)"));
      case "clip" -> clip(numbers(name, arguments, 3, "clip(value, least, most)"));
      case "one_hot" ->
          throw new SyntaxException(
              name.column(), "one_hot inside of an expression", "one_hot as a feature of its own");
      default -> {
        String near = Names.nearest(name.text(), NAMES);
        throw new SyntaxException(
            name.column(),
            "function `%s` is unknown".formatted(Names.abbreviate(name.text())),
            near.isEmpty()
                ? "one of " + String.join(", ", NAMES)
                : "did you mean `%s`?".formatted(near));
      }
    };
  }

  private static List<Expression.Numeric> numbers(
      Token name, List<Expression> arguments, int count, String form) {
    List<Expression.Numeric> numbers =
        arguments.stream()
            .filter(Expression.Numeric.class::isInstance)
            .map(Expression.Numeric.class::cast)
            .toList();
    if (numbers.size() != count || arguments.size() != count) {
      throw new SyntaxException(
          name.column(), "`%s` with other arguments".formatted(name.text()), form + " of numbers");
    }
    return numbers;
  }

  private static Expression choose(List<Expression.Numeric> arguments) {
    Expression.Numeric condition = arguments.get(0);
    Expression.Numeric then = arguments.get(1);
    Expression.Numeric otherwise = arguments.get(2);
    return (Expression.Numeric)
        (columns, row) -> {
          double holds = condition.value(columns, row);
          if (Double.isNaN(holds)) {
            return Double.NaN;
          }
          return holds != 0 ? then.value(columns, row) : otherwise.value(columns, row);
        };
  }

  private static Expression coalesce(List<Expression.Numeric> arguments) {
    return (Expression.Numeric)
        (columns, row) -> {
          double first = arguments.get(0).value(columns, row);
          return Double.isNaN(first) ? arguments.get(1).value(columns, row) : first;
        };
  }

  // A logarithm of nothing or less is unknown.
  private static Expression log(List<Expression.Numeric> arguments) {
    return (Expression.Numeric)
        (columns, row) -> {
          double value = arguments.get(0).value(columns, row);
          return value > 0 ? StrictMath.log(value) : Double.NaN;
        };
  }

  private static Expression abs(List<Expression.Numeric> arguments) {
    return (Expression.Numeric) (columns, row) -> Math.abs(arguments.get(0).value(columns, row));
  }

  private static Expression clip(List<Expression.Numeric> arguments) {
    return (Expression.Numeric)
        (columns, row) ->
            Math.min(
                Math.max(
                    arguments.get(0).value(columns, row), arguments.get(1).value(columns, row)),
                arguments.get(2).value(columns, row));
  }
}
