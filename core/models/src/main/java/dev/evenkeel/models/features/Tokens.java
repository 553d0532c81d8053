package dev.evenkeel.models.features;

import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Splits an expression into words.
final class Tokens {
  private static final int CHARS_MAX = 10_000;
  private static final Set<String> PAIRS = Set.of("<=", ">=", "==", "!=");
  private static final String SINGLES = "+-*/()<>,";

  private final String text;
  private int at;

  private Tokens(String text) {
    this.text = text;
  }

  enum Kind {
    NUMBER,
    TEXT,
    NAME,
    QUOTED_NAME,
    SYMBOL,
    END
  }

  /// @param column from 1
  record Token(Kind kind, String text, int column) {}

  static List<Token> of(String text) {
    if (text.length() > CHARS_MAX) {
      throw new SyntaxException(
          1, "an expression of more than %d characters".formatted(CHARS_MAX), "a shorter one");
    }
    Tokens tokens = new Tokens(text);
    List<Token> read = new ArrayList<>();
    do {
      read.add(tokens.next());
    } while (read.getLast().kind() != Kind.END);
    return read;
  }

  /// The number that a word means.
  static double number(Token token) {
    try {
      double value = Double.parseDouble(token.text());
      if (Double.isFinite(value) && !token.text().matches(".*[dDfFxX].*")) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that names the column.
    }
    throw new SyntaxException(
        token.column(),
        "`%s` is no number".formatted(Names.abbreviate(token.text())),
        "a number such as 12.5");
  }

  private Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == text.length()) {
      return new Token(Kind.END, "the end", start + 1);
    }
    char first = text.charAt(at);
    if ((first >= '0' && first <= '9') || first == '.') {
      return number(start);
    }
    if (first == '\'' || first == '`') {
      return quoted(start, first);
    }
    if (Character.isLetter(first) || first == '_') {
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
      return new Token(Kind.NAME, text.substring(start, at), start + 1);
    }
    return symbol(start, first);
  }

  private Token number(int start) {
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at))
            || text.charAt(at) == '.'
            || isExponentSign())) {
      at++;
    }
    return new Token(Kind.NUMBER, text.substring(start, at), start + 1);
  }

  private boolean isExponentSign() {
    char sign = text.charAt(at);
    char before = text.charAt(at - 1);
    return (sign == '+' || sign == '-') && (before == 'e' || before == 'E');
  }

  // A quote inside is written twice, as in SQL.
  private Token quoted(int start, char quote) {
    StringBuilder inside = new StringBuilder();
    at++;
    while (at < text.length()) {
      char letter = text.charAt(at++);
      if (letter != quote) {
        inside.append(letter);
      } else if (at < text.length() && text.charAt(at) == quote) {
        inside.append(quote);
        at++;
      } else {
        return new Token(
            quote == '\'' ? Kind.TEXT : Kind.QUOTED_NAME, inside.toString(), start + 1);
      }
    }
    throw new SyntaxException(start + 1, "a quote that never closes", "a closing " + quote);
  }

  private Token symbol(int start, char first) {
    if (at + 1 < text.length() && PAIRS.contains(text.substring(at, at + 2))) {
      at += 2;
    } else if (SINGLES.indexOf(first) >= 0) {
      at++;
    } else {
      throw new SyntaxException(
          start + 1,
          "the character `%s`".formatted(first),
          "a field, a number, a 'text' or a function");
    }
    return new Token(Kind.SYMBOL, text.substring(start, at), start + 1);
  }
}
