package dev.evenkeel.plugin;

import com.palantir.javapoet.CodeBlock;

/// A contract's words in source code: nothing in them ends the literal or the comment that they
/// stand in, in whatever encoding the source is compiled.
final class Words {
  private static final int JAVADOC_MAX = 4000;
  private static final int MESSAGE_MAX = 120;

  // No *, /, @, {, <, & and no backslash: each can begin something in a comment.
  private static final String HARMLESS = " .,;:()[]_-+=!?'\"#%$^~|`";

  private Words() {}

  /// A literal.
  static CodeBlock literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      switch (each) {
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        default -> literal.append(isPlain(each) ? String.valueOf(each) : escaped(each));
      }
    }
    return CodeBlock.of("$L", literal.append('"'));
  }

  // The compiler turns escapes of Unicode into ends of lines before it looks for those; octal ones
  // it does not.
  private static String escaped(char each) {
    return each < ' ' ? "\\%03o".formatted((int) each) : "\\u%04x".formatted((int) each);
  }

  private static boolean isPlain(char each) {
    return each >= ' ' && each < 127;
  }

  /// A contract's word within a message, not longer than people read.
  static String shortened(String text) {
    return text.length() > MESSAGE_MAX ? text.substring(0, MESSAGE_MAX) + "…" : text;
  }

  /// A text of a comment.
  static CodeBlock javadoc(String text) {
    StringBuilder comment = new StringBuilder();
    text.strip()
        .codePoints()
        .limit(JAVADOC_MAX)
        .forEach(point -> {
          if (point < 127 && (Character.isLetterOrDigit(point) || HARMLESS.indexOf(point) >= 0)) {
            comment.append((char) point);
          } else if (point == '\n') {
            comment.append('\n');
          } else if (point >= ' ') {
            comment.append("&#").append(point).append(';');
          }
        });
    return CodeBlock.of("$L", comment.isEmpty() ? "Not described." : comment);
  }
}
