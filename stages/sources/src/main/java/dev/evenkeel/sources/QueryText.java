package dev.evenkeel.sources;

import dev.evenkeel.base.Problem;

/// A query that is to stand in parentheses inside of ours. It must be one that cannot close them.
final class QueryText {
  private static final int CHARS_MAX = 100_000;

  private final String text;
  private int at;
  private int depth;

  private QueryText(String text) {
    this.text = text;
  }

  /// Answers the query without a semicolon at its end.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it is not one query
  static String check(String query) {
    String bare = query.strip().replaceFirst(";\\s*$", "");
    if (bare.isEmpty() || bare.length() > CHARS_MAX) {
      throw wrong("it is empty or too long");
    }
    new QueryText(bare).walk();
    return bare;
  }

  private void walk() {
    while (at < text.length()) {
      char letter = text.charAt(at);
      switch (letter) {
        case '\'', '"', '`' -> skipTo(String.valueOf(letter), "a quote is left open");
        case '-' -> skipIf("--", "\n");
        case '/' -> skipIf("/*", "*/");
        case '(' -> depth++;
        case ')' -> depth--;
        case ';' -> throw wrong("it holds more than one statement");
        // PostgreSQL's other quotes and escapes: what they end is not ours to find out.
        case '$', '\\' -> throw wrong("it holds `%c` outside of quotes".formatted(letter));
        default -> {}
      }
      if (depth < 0) {
        throw wrong("it closes a parenthesis that it did not open");
      }
      at++;
    }
    if (depth > 0) {
      throw wrong("it leaves a parenthesis open");
    }
  }

  private void skipIf(String opening, String closing) {
    if (text.startsWith(opening, at)) {
      at++;
      if (closing.equals("\n") && text.indexOf('\n', at) < 0) {
        at = text.length();
        return;
      }
      skipTo(closing, "a comment is left open");
    }
  }

  /// A backslash escapes a quote for some databases and not for others, and so may end a text that
  /// goes on for us.
  private void skipTo(String closing, String otherwise) {
    int end = text.indexOf(closing, at + 1);
    if (end < 0) {
      throw wrong(otherwise);
    }
    if (closing.length() == 1 && !closing.equals("\n") && text.substring(at, end).contains("\\")) {
      throw wrong("a text holds `\\`");
    }
    if (closing.equals("*/") && text.substring(at + 1, end).contains("/*")) {
      throw wrong("a comment holds another");
    }
    at = end + closing.length() - 1;
  }

  private static RuntimeException wrong(String what) {
    return new Problem(
            Problem.Kind.INPUT,
            "the query cannot be used: " + what,
            "",
            "one SELECT",
            "make a view in the database for what is more complicated")
        .asException();
  }
}
