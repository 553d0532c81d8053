package dev.evenkeel.models.features;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.features.CompiledFeature.Form;
import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import dev.evenkeel.models.features.Tokens.Kind;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Compiles one expression by recursive descent; `docs/features.md` holds the grammar.
public final class ExpressionParser {
  private final Words words;
  private final Map<String, Property> properties;
  private final Map<String, Integer> fields;
  private final List<Levels> watched = new ArrayList<>();

  /// Reads the words of an expression.
  ///
  /// @param properties the contract's, by name
  /// @param fields positions of the fields used so far; this adds its own
  public ExpressionParser(
      String text, Map<String, Property> properties, Map<String, Integer> fields) {
    this.words = new Words(text);
    this.properties = properties;
    this.fields = fields;
  }

  /// Compiles it.
  ///
  /// @param texts whether a feature may be a text
  public CompiledFeature feature(boolean texts) {
    Form form = words.isCall("one_hot") ? oneHot() : plain(texts);
    if (words.peek().kind() != Kind.END) {
      throw Words.unexpected(words.peek(), "the end of the expression, or an operator");
    }
    return new CompiledFeature(form, watched);
  }

  private Form plain(boolean texts) {
    Token first = words.peek();
    return switch (either()) {
      case Textual text when texts -> new Form.Text(text);
      case Expression value -> new Form.Single(number(value, first));
    };
  }

  private Form oneHot() {
    Token name = words.next();
    words.demand("(");
    Token place = words.peek();
    Expression value = either();
    String source = words.written(place);
    List<Level> levels = moreLevels();
    if (levels.isEmpty() && value instanceof LevelFunctions.Bands bands) {
      return new Form.OneHot(bands, bands.names());
    }
    Levels known = watch(name, source, value, place, levels);
    return new Form.OneHot(known.index(), known.written());
  }

  private Levels watch(
      Token name, String source, Expression value, Token place, List<Level> levels) {
    if (levels.isEmpty()) {
      throw new SyntaxException(
          place.column(),
          "%s without levels".formatted(name.text()),
          "%s(%s, 'a', 'b')".formatted(name.text(), Names.abbreviate(source)));
    }
    Levels known = LevelFunctions.levels(source, value, place, levels);
    watched.add(known);
    return known;
  }

  private Expression either() {
    words.deeper();
    Token place = words.peek();
    Expression left = both();
    while (words.isName("or")) {
      words.operator();
      Numeric one = number(left, place);
      Token second = words.peek();
      left = Numbers.truth(one, number(both(), second), (a, b) -> a != 0 || b != 0);
    }
    words.higher();
    return left;
  }

  private Expression both() {
    Token place = words.peek();
    Expression left = negation();
    while (words.isName("and")) {
      words.operator();
      Numeric one = number(left, place);
      Token second = words.peek();
      left = Numbers.truth(one, number(negation(), second), (a, b) -> a != 0 && b != 0);
    }
    return left;
  }

  private Expression negation() {
    if (!words.isName("not")) {
      return comparison();
    }
    words.next();
    Token place = words.peek();
    return not(number(comparison(), place));
  }

  private static Numeric not(Numeric inner) {
    return new Numbers.Mapped(
        inner, value -> Double.isNaN(value) ? Double.NaN : Numbers.truth(value == 0));
  }

  private Expression comparison() {
    Token place = words.peek();
    Expression left = sum();
    if (words.isName("in")) {
      words.next();
      return LevelFunctions.in(left, place, levelsInBrackets());
    }
    if (words.isNotIn()) {
      words.next();
      words.next();
      return not(LevelFunctions.in(left, place, levelsInBrackets()));
    }
    Token operator = words.peek();
    if (!Comparisons.isOperator(operator)) {
      return left;
    }
    words.next();
    Token second = words.peek();
    return Comparisons.of(operator, left, place, sum(), second);
  }

  private Expression sum() {
    Token place = words.peek();
    Expression left = product();
    while (words.isSymbol("+") || words.isSymbol("-")) {
      Arithmetic kind = words.operator().text().equals("+") ? Arithmetic.PLUS : Arithmetic.MINUS;
      Numeric one = number(left, place);
      Token second = words.peek();
      left = new Arithmetic.Operation(kind, one, number(product(), second));
    }
    return left;
  }

  private Expression product() {
    Token place = words.peek();
    Expression left = sign();
    while (words.isSymbol("*") || words.isSymbol("/")) {
      Arithmetic kind = words.operator().text().equals("*") ? Arithmetic.TIMES : Arithmetic.OVER;
      Numeric one = number(left, place);
      Token second = words.peek();
      left = new Arithmetic.Operation(kind, one, number(sign(), second));
    }
    return left;
  }

  private Expression sign() {
    if (!words.isSymbol("-")) {
      return primary();
    }
    words.deeper();
    words.next();
    Token place = words.peek();
    Numeric inner = number(sign(), place);
    words.higher();
    return new Numbers.Mapped(inner, value -> -value);
  }

  private Expression primary() {
    Token token = words.next();
    return switch (token.kind()) {
      case NUMBER -> new Numbers.Constant(Tokens.number(token));
      case TEXT -> new Texts.Constant(token.text());
      case QUOTED_NAME -> field(token);
      case NAME -> words.isSymbol("(") ? call(token) : field(token);
      case SYMBOL -> {
        if (!token.text().equals("(")) {
          throw Words.unexpected(token, "a field, a number, a 'text' or a function");
        }
        Expression inner = either();
        words.demand(")");
        yield inner;
      }
      case END -> throw Words.unexpected(token, "a field, a number, a 'text' or a function");
    };
  }

  private Expression field(Token token) {
    Property property = properties.get(token.text());
    if (property == null) {
      String near = Names.nearest(token.text(), properties.keySet());
      throw new SyntaxException(
          token.column(),
          "`%s` is no field of the contract".formatted(Names.abbreviate(token.text())),
          near.isEmpty()
              ? "one of " + String.join(", ", properties.keySet())
              : "did you mean `%s`?".formatted(near));
    }
    int position = fields.computeIfAbsent(token.text(), name -> fields.size());
    return switch (property.type()) {
      case STRING -> new Texts.Field(position);
      case DATE, TIMESTAMP -> new Times.Field(position, property.type() == LogicalType.TIMESTAMP);
      case INTEGER, NUMBER, BOOLEAN -> new Numbers.Field(position);
    };
  }

  private Expression call(Token name) {
    return switch (name.text()) {
      case "one_hot" ->
          throw new SyntaxException(
              name.column(), "one_hot inside of an expression", "one_hot as a feature of its own");
      case "category" -> category(name);
      case "bucket" -> bucket(name);
      default -> {
        Function function = Functions.named(name);
        yield function.maker().of(new Arguments(name, function.form(), arguments()));
      }
    };
  }

  private Numeric category(Token name) {
    words.demand("(");
    Token place = words.peek();
    Expression value = either();
    String source = words.written(place);
    return LevelFunctions.category(watch(name, source, value, place, moreLevels()));
  }

  private Numeric bucket(Token name) {
    words.demand("(");
    Token place = words.peek();
    Numeric value = number(either(), place);
    double[] bounds = Level.bounds(moreLevels());
    if (bounds.length == 0) {
      throw new SyntaxException(name.column(), "bucket without bounds", "bucket(value, 1, 10)");
    }
    return new LevelFunctions.Bands(value, bounds);
  }

  private List<Arguments.Value> arguments() {
    words.demand("(");
    List<Arguments.Value> arguments = new ArrayList<>();
    if (!words.isSymbol(")")) {
      arguments.add(argument());
      while (words.isSymbol(",")) {
        words.next();
        // Some functions make a chain of their arguments, which is computed as deep as it is long.
        words.count();
        arguments.add(argument());
      }
    }
    words.demand(")");
    return arguments;
  }

  private Arguments.Value argument() {
    Token place = words.peek();
    return new Arguments.Value(either(), place);
  }

  private List<Level> levelsInBrackets() {
    words.demand("(");
    List<Level> levels = new ArrayList<>();
    levels.add(level());
    levels.addAll(moreLevels());
    return levels;
  }

  private List<Level> moreLevels() {
    List<Level> levels = new ArrayList<>();
    while (words.isSymbol(",")) {
      words.next();
      levels.add(level());
    }
    words.demand(")");
    return levels;
  }

  private Level level() {
    Token place = words.next();
    if (place.kind() == Kind.TEXT) {
      return new Level(place, place.text());
    }
    if (place.kind() == Kind.NUMBER) {
      return new Level(place, Tokens.number(place));
    }
    if (place.text().equals("-") && words.peek().kind() == Kind.NUMBER) {
      return new Level(place, -Tokens.number(words.next()));
    }
    throw Words.unexpected(place, "a level in quotes, such as 'brick', or a number");
  }

  private static Numeric number(Expression expression, Token place) {
    return Types.number(expression, place, "");
  }
}
