package dev.evenkeel.models;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Tokens.Kind;
import dev.evenkeel.models.Tokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compiles one expression by recursive descent; the grammar stands at [FeatureProgram].
final class ExpressionParser {
  private static final int DEPTH_MAX = 50;
  // A chain of operators is computed as deep as it is long.
  private static final int OPERATORS_MAX = 500;

  private final List<Token> tokens;
  private final Map<String, Property> properties;
  private final Map<String, Integer> fields;
  private int at;
  private int depth;
  private int operators;

  /// @param fields positions of the fields used so far; this adds its own
  ExpressionParser(String text, Map<String, Property> properties, Map<String, Integer> fields) {
    this.tokens = Tokens.of(text);
    this.properties = properties;
    this.fields = fields;
  }

  /// What a feature becomes: one number, or one for each level.
  sealed interface Compiled {
    record Single(Expression.Numeric value) implements Compiled {}

    record OneHot(String field, Expression.Textual value, List<String> levels)
        implements Compiled {}
  }

  Compiled feature() {
    Compiled compiled;
    if (isName("one_hot")) {
      compiled = oneHot();
    } else {
      Token first = peek();
      compiled = new Compiled.Single(number(either(), first));
    }
    if (peek().kind() != Kind.END) {
      throw unexpected(peek(), "the end of the expression, or an operator");
    }
    return compiled;
  }

  private Compiled oneHot() {
    next();
    demand("(");
    Token field = next();
    Expression value = field(field);
    if (!(value instanceof Expression.Textual text)) {
      throw new SyntaxException(
          field.column(),
          "field `%s` is no text".formatted(field.text()),
          "a field of type string");
    }
    List<String> levels = new ArrayList<>();
    while (isSymbol(",")) {
      next();
      Token level = next();
      if (level.kind() != Kind.TEXT) {
        throw unexpected(level, "a level in quotes, such as 'brick'");
      }
      if (levels.contains(level.text())) {
        throw new SyntaxException(
            level.column(),
            "level '%s' stands twice".formatted(Names.abbreviate(level.text())),
            "each once");
      }
      levels.add(level.text());
    }
    demand(")");
    if (levels.isEmpty()) {
      throw new SyntaxException(
          field.column(),
          "one_hot without levels",
          "one_hot(%s, 'a', 'b')".formatted(field.text()));
    }
    return new Compiled.OneHot(field.text(), text, List.copyOf(levels));
  }

  private Expression either() {
    if (++depth > DEPTH_MAX) {
      throw new SyntaxException(
          peek().column(),
          "nested deeper than %d levels".formatted(DEPTH_MAX),
          "a flatter expression");
    }
    Token place = peek();
    Expression left = both();
    while (isName("or")) {
      operator();
      Expression.Numeric one = number(left, place);
      Token second = peek();
      Expression.Numeric two = number(both(), second);
      left = logic(one, two, (a, b) -> a != 0 || b != 0);
    }
    depth--;
    return left;
  }

  private Expression both() {
    Token place = peek();
    Expression left = negation();
    while (isName("and")) {
      operator();
      Expression.Numeric one = number(left, place);
      Token second = peek();
      Expression.Numeric two = number(negation(), second);
      left = logic(one, two, (a, b) -> a != 0 && b != 0);
    }
    return left;
  }

  private static Expression.Numeric logic(
      Expression.Numeric one, Expression.Numeric two, Expression.Comparing rule) {
    return Expression.compare(one, two, rule);
  }

  private Expression negation() {
    if (!isName("not")) {
      return comparison();
    }
    next();
    Token place = peek();
    Expression.Numeric inner = number(comparison(), place);
    return Expression.compare(inner, Expression.constant(0), (value, zero) -> value == zero);
  }

  private Expression comparison() {
    Token place = peek();
    Expression left = sum();
    Token operator = peek();
    if (operator.kind() != Kind.SYMBOL
        || !Set.of("<", "<=", ">", ">=", "==", "!=").contains(operator.text())) {
      return left;
    }
    next();
    Token second = peek();
    Expression right = sum();
    if (left instanceof Expression.Textual one && right instanceof Expression.Textual two) {
      return switch (operator.text()) {
        case "==" -> Expression.equal(one, two, true);
        case "!=" -> Expression.equal(one, two, false);
        default ->
            throw new SyntaxException(operator.column(), "texts cannot be ordered", "== or !=");
      };
    }
    return Expression.compare(
        number(left, place), number(right, second), comparing(operator.text()));
  }

  private static Expression.Comparing comparing(String operator) {
    return switch (operator) {
      case "<" -> (left, right) -> left < right;
      case "<=" -> (left, right) -> left <= right;
      case ">" -> (left, right) -> left > right;
      case ">=" -> (left, right) -> left >= right;
      case "==" -> (left, right) -> left == right;
      default -> (left, right) -> left != right;
    };
  }

  private Expression sum() {
    Token place = peek();
    Expression left = product();
    while (isSymbol("+") || isSymbol("-")) {
      boolean plus = operator().text().equals("+");
      Expression.Numeric one = number(left, place);
      Token second = peek();
      Expression.Numeric two = number(product(), second);
      left =
          (Expression.Numeric)
              (columns, row) ->
                  plus
                      ? one.value(columns, row) + two.value(columns, row)
                      : one.value(columns, row) - two.value(columns, row);
    }
    return left;
  }

  private Expression product() {
    Token place = peek();
    Expression left = sign();
    while (isSymbol("*") || isSymbol("/")) {
      boolean times = operator().text().equals("*");
      Expression.Numeric one = number(left, place);
      Token second = peek();
      Expression.Numeric two = number(sign(), second);
      left =
          (Expression.Numeric)
              (columns, row) ->
                  times
                      ? one.value(columns, row) * two.value(columns, row)
                      : finite(one.value(columns, row) / two.value(columns, row));
    }
    return left;
  }

  // A division by zero is unknown, not infinite.
  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private Expression sign() {
    if (!isSymbol("-")) {
      return primary();
    }
    if (++depth > DEPTH_MAX) {
      throw new SyntaxException(
          peek().column(),
          "nested deeper than %d levels".formatted(DEPTH_MAX),
          "a flatter expression");
    }
    next();
    Token place = peek();
    Expression.Numeric inner = number(sign(), place);
    depth--;
    return (Expression.Numeric) (columns, row) -> -inner.value(columns, row);
  }

  private Expression primary() {
    Token token = next();
    return switch (token.kind()) {
      case NUMBER -> literal(token);
      case TEXT -> Expression.constant(token.text());
      case QUOTED_NAME -> field(token);
      case NAME -> isSymbol("(") ? function(token) : field(token);
      case SYMBOL -> {
        if (!token.text().equals("(")) {
          throw unexpected(token, "a field, a number, a 'text' or a function");
        }
        Expression inner = either();
        demand(")");
        yield inner;
      }
      case END -> throw unexpected(token, "a field, a number, a 'text' or a function");
    };
  }

  private static Expression literal(Token token) {
    try {
      double value = Double.parseDouble(token.text());
      if (Double.isFinite(value) && !token.text().matches(".*[dDfFxX].*")) {
        return Expression.constant(value);
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that names the column.
    }
    throw new SyntaxException(
        token.column(),
        "`%s` is no number".formatted(Names.abbreviate(token.text())),
        "a number such as 12.5");
  }

  private Expression field(Token token) {
    Property property = properties.get(token.text());
    if (property == null || (token.kind() != Kind.NAME && token.kind() != Kind.QUOTED_NAME)) {
      String near = Names.nearest(token.text(), properties.keySet());
      throw new SyntaxException(
          token.column(),
          "`%s` is no field of the contract".formatted(Names.abbreviate(token.text())),
          near.isEmpty()
              ? "one of " + String.join(", ", properties.keySet())
              : "did you mean `%s`?".formatted(near));
    }
    if (property.type().isTime()) {
      throw new SyntaxException(
          token.column(),
          "field `%s` is a time".formatted(token.text()),
          "a field of type number, integer, boolean or string");
    }
    int position = fields.computeIfAbsent(token.text(), name -> fields.size());
    return property.type() == LogicalType.STRING
        ? Expression.textField(position)
        : Expression.numberField(position);
  }

  private Expression function(Token name) {
    demand("(");
    List<Expression> arguments = new ArrayList<>();
    if (!isSymbol(")")) {
      arguments.add(either());
      while (isSymbol(",")) {
        next();
        arguments.add(either());
      }
    }
    demand(")");
    return Functions.call(name, arguments);
  }

  private Expression.Numeric number(Expression expression, Token place) {
    if (expression instanceof Expression.Numeric number) {
      return number;
    }
    throw new SyntaxException(
        place.column(),
        "`%s` is a text".formatted(Names.abbreviate(place.text())),
        "a number; for levels write one_hot(field, 'a', 'b')");
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  private Token operator() {
    if (++operators > OPERATORS_MAX) {
      throw new SyntaxException(
          peek().column(), "more than %d operators".formatted(OPERATORS_MAX), "several features");
    }
    return next();
  }

  private boolean isSymbol(String symbol) {
    return peek().kind() == Kind.SYMBOL && peek().text().equals(symbol);
  }

  private boolean isName(String name) {
    return peek().kind() == Kind.NAME && peek().text().equals(name);
  }

  private void demand(String symbol) {
    if (!isSymbol(symbol)) {
      throw unexpected(peek(), "`%s`".formatted(symbol));
    }
    next();
  }

  private static SyntaxException unexpected(Token token, String expected) {
    return new SyntaxException(
        token.column(),
        "`%s` does not fit here".formatted(Names.abbreviate(token.text())),
        expected);
  }

  static Map<String, Property> byName(List<Property> properties) {
    Map<String, Property> named = new LinkedHashMap<>();
    properties.forEach(property -> named.put(property.name(), property));
    return named;
  }
}
