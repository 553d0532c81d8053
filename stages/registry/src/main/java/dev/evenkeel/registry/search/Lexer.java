package dev.evenkeel.registry.search;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.List;

/// Cuts a filter or an order into tokens, in one pass.
///
/// A quote within quotes is doubled, as in SQL; MLflow leaves it doubled, so that nothing could
/// ever equal it.
final class Lexer {
  private final String text;
  private final String where;
  private int at;

  private Lexer(String text, String where) {
    this.text = text;
    this.where = where;
  }

  /// The tokens of a text, the last of them [Token.Kind#END].
  ///
  /// @param where what the text is, for messages: `filter`
  static List<Token> tokens(String text, String where) {
    Lexer lexer = new Lexer(text, where);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Token.Kind.END);
    return tokens;
  }

  /// The problem of a text that cannot be read from some character on.
  static RuntimeException wrong(String what, String where, int at, String expected) {
    return new Problem(
            Problem.Kind.INPUT, what, "%s, character %d".formatted(where, at + 1), expected, "")
        .asException();
  }

  private Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == text.length()) {
      return new Token(Token.Kind.END, "", "", start);
    }
    char first = text.charAt(at);
    return switch (first) {
      case '(' -> sign(Token.Kind.OPEN, 1);
      case ')' -> sign(Token.Kind.CLOSE, 1);
      case ',' -> sign(Token.Kind.COMMA, 1);
      case '=' -> sign(Token.Kind.OPERATOR, 1);
      case '<', '>' -> sign(Token.Kind.OPERATOR, peek(1) == '=' ? 2 : 1);
      case '\'' -> new Token(Token.Kind.STRING, "", quoted(), start);
      case '"' -> path(Token.Kind.QUOTED, quoted(), start);
      case '`' -> path(Token.Kind.TICKED, quoted(), start);
      default -> {
        if (first == '!' && peek(1) == '=') {
          yield sign(Token.Kind.OPERATOR, 2);
        }
        if (isDigit(first) || ((first == '-' || first == '.') && isNumberPart(peek(1)))) {
          yield number();
        }
        if (isBare(start)) {
          yield path(Token.Kind.WORD, bare(false), start);
        }
        throw unreadable(start);
      }
    };
  }

  private Token sign(Token.Kind kind, int length) {
    int start = at;
    at += length;
    return new Token(kind, "", text.substring(start, at), start);
  }

  private String quoted() {
    char quote = text.charAt(at);
    int start = at;
    StringBuilder content = new StringBuilder();
    at++;
    while (at < text.length()) {
      char each = text.charAt(at++);
      if (each == quote && peek(0) != quote) {
        return content.toString();
      }
      if (each == quote) {
        at++;
      }
      if (each == 0) {
        // PostgreSQL has no text with it.
        throw wrong("A text holds a NUL character", where, at - 1, "");
      }
      content.append(each);
    }
    throw wrong("A quote is not closed", where, start, "another %c".formatted(quote));
  }

  // What may be the first part of `owner.key` is so when a point follows at once.
  private Token path(Token.Kind kind, String first, int start) {
    if (peek(0) != '.') {
      return new Token(kind, "", first, start);
    }
    if (first.isEmpty()) {
      throw wrong("What is before the point is empty", where, start, "such as metrics.loss");
    }
    at++;
    char next = peek(0);
    if (next == '`' || next == '"' || next == '\'') {
      return new Token(Token.Kind.PATH, first, quoted(), start);
    }
    int key = at;
    String bare = bare(true);
    if (bare.isEmpty()) {
      throw wrong(
          "The key after `%s.` is missing".formatted(Names.abbreviate(first)), where, key, "a key");
    }
    return new Token(Token.Kind.PATH, first, bare, start);
  }

  private String bare(boolean points) {
    int start = at;
    while (at < text.length() && (isBare(at) || (points && text.charAt(at) == '.'))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(start, at);
  }

  private boolean isBare(int index) {
    int letter = text.codePointAt(index);
    return letter == '_' || Character.isLetterOrDigit(letter);
  }

  private Token number() {
    int start = at;
    if (peek(0) == '-') {
      at++;
    }
    int digits = digits();
    if (peek(0) == '.') {
      at++;
      digits += digits();
    }
    boolean readable = digits > 0;
    if (readable && (peek(0) == 'e' || peek(0) == 'E')) {
      at++;
      if (peek(0) == '-' || peek(0) == '+') {
        at++;
      }
      readable = digits() > 0;
    }
    if (!readable
        || (at < text.length() && (isBare(at) || text.charAt(at) == '.'))
        || at - start > Numeral.CHARS_MAX) {
      throw wrong(
          "A number cannot be read",
          where,
          start,
          "digits, perhaps with a point and an exponent, at most %d characters"
              .formatted(Numeral.CHARS_MAX));
    }
    return new Token(Token.Kind.NUMBER, "", text.substring(start, at), start);
  }

  private int digits() {
    int start = at;
    while (isDigit(peek(0))) {
      at++;
    }
    return at - start;
  }

  private RuntimeException unreadable(int start) {
    String letter = Character.toString(text.codePointAt(start));
    return wrong(
        "`%s` has no meaning here".formatted(Names.abbreviate(letter)),
        where,
        start,
        "clauses such as metrics.loss < 0.1, joined by AND;"
            + " a key with other characters than letters, digits, _ and . stands in back-ticks");
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  private static boolean isNumberPart(char letter) {
    return isDigit(letter) || letter == '.';
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }
}
