package dev.evenkeel.models.features;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.features.Tokens.Kind;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.List;

/// Goes through the words of an expression, and counts what must stay bounded.
final class Words {
  static final int DEPTH_MAX = 50;
  // A chain of operators is computed as deep as it is long.
  static final int OPERATORS_MAX = 500;

  private final String text;
  private final List<Token> tokens;
  private int at;
  private int depth;
  private int operators;

  Words(String text) {
    this.text = text;
    this.tokens = Tokens.of(text);
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  /// Takes an operator.
  Token operator() {
    count();
    return next();
  }

  /// Counts what makes the chain of operators longer.
  void count() {
    if (++operators > OPERATORS_MAX) {
      throw new SyntaxException(
          peek().column(), "more than %d operators".formatted(OPERATORS_MAX), "several features");
    }
  }

  void deeper() {
    if (++depth > DEPTH_MAX) {
      throw new SyntaxException(
          peek().column(),
          "nested deeper than %d levels".formatted(DEPTH_MAX),
          "a flatter expression");
    }
  }

  void higher() {
    depth--;
  }

  boolean isSymbol(String symbol) {
    return peek().kind() == Kind.SYMBOL && peek().text().equals(symbol);
  }

  boolean isName(String name) {
    return peek().kind() == Kind.NAME && peek().text().equals(name);
  }

  /// Whether a function of this name is called here.
  boolean isCall(String name) {
    return isName(name)
        && tokens.get(at + 1).kind() == Kind.SYMBOL
        && tokens.get(at + 1).text().equals("(");
  }

  /// Whether `not in` stands here.
  boolean isNotIn() {
    return isName("not")
        && tokens.get(at + 1).kind() == Kind.NAME
        && tokens.get(at + 1).text().equals("in");
  }

  void demand(String symbol) {
    if (!isSymbol(symbol)) {
      throw unexpected(peek(), "`%s`".formatted(symbol));
    }
    next();
  }

  /// The text from a word up to the next one, as it was written.
  String written(Token from) {
    boolean alone = from.equals(tokens.get(at - 1));
    return alone ? from.text() : text.substring(from.column() - 1, peek().column() - 1).strip();
  }

  static SyntaxException unexpected(Token token, String expected) {
    return new SyntaxException(
        token.column(),
        "`%s` does not fit here".formatted(Names.abbreviate(token.text())),
        expected);
  }
}
