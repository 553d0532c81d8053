package dev.evenkeel.checks;

import java.util.ArrayList;
import java.util.List;

/// A type as the engine writes it, taken apart: `STRUCT("at" TIMESTAMP, tags VARCHAR[])`.
///
/// @param name `LIST`, `STRUCT`, `MAP`, or that of a scalar with its arguments
/// @param members of a struct with their names; of a list its items; of a map its keys and values
record ColumnType(String name, List<Member> members) {
  ColumnType {
    members = List.copyOf(members);
  }

  /// @param name empty but for a struct's members
  record Member(String name, ColumnType type) {}

  static ColumnType of(String text) {
    return new Parser(text).type();
  }

  /// The standard's word for it; empty when it has none.
  String logicalType() {
    return switch (name) {
      case "LIST" -> "array";
      case "STRUCT" -> "object";
      case "MAP" -> "map";
      case "VARCHAR", "UUID" -> "string";
      case "BOOLEAN" -> "boolean";
      case "DATE" -> "date";
      case "FLOAT", "DOUBLE" -> "number";
      default -> {
        if (name.startsWith("TIMESTAMP")) {
          yield "timestamp";
        }
        if (name.startsWith("ENUM")) {
          yield "string";
        }
        if (name.startsWith("DECIMAL")) {
          yield name.endsWith(",0)") ? "integer" : "number";
        }
        if (name.matches("U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")) {
          yield "integer";
        }
        yield name.startsWith("TIME") ? "time" : "";
      }
    };
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    ColumnType type() {
      ColumnType type = base();
      while (at < text.length() && text.charAt(at) == '[') {
        at = text.indexOf(']', at) + 1;
        type = new ColumnType("LIST", List.of(new Member("", type)));
      }
      return type;
    }

    private ColumnType base() {
      int start = at;
      while (at < text.length() && "(),[".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(start, at).strip();
      if (at == text.length() || text.charAt(at) != '(') {
        return new ColumnType(word, List.of());
      }
      if (word.equals("STRUCT") || word.equals("MAP")) {
        return new ColumnType(word, members(word.equals("STRUCT")));
      }
      skip();
      return new ColumnType(text.substring(start, at), List.of());
    }

    private List<Member> members(boolean isNamed) {
      List<Member> members = new ArrayList<>();
      while (at < text.length() && text.charAt(at) != ')') {
        at++;
        blanks();
        String name = isNamed ? name() : "";
        blanks();
        members.add(new Member(name, type()));
        blanks();
      }
      at++;
      return members;
    }

    private void blanks() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private String name() {
      int start = at;
      if (at < text.length() && text.charAt(at) == '"') {
        quoted('"');
        return text.substring(start + 1, at - 1).replace("\"\"", "\"");
      }
      while (at < text.length() && text.charAt(at) != ' ') {
        at++;
      }
      return text.substring(start, at);
    }

    /// Moves behind what is quoted; a quote inside of it stands twice.
    private void quoted(char quote) {
      at++;
      while (at < text.length()) {
        boolean isQuote = text.charAt(at++) == quote;
        if (isQuote && (at == text.length() || text.charAt(at) != quote)) {
          return;
        }
        at += isQuote ? 1 : 0;
      }
    }

    /// Moves behind what stands in parentheses.
    private void skip() {
      int depth = 0;
      do {
        char letter = text.charAt(at);
        if (letter == '\'' || letter == '"') {
          quoted(letter);
        } else {
          depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
          at++;
        }
      } while (depth > 0 && at < text.length());
    }
  }
}
