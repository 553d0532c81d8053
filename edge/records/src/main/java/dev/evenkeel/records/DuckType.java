package dev.evenkeel.records;

import java.util.ArrayList;
import java.util.List;

/// A type as DuckDB writes it, taken apart: `STRUCT(a INTEGER, "b c" VARCHAR[])`.
sealed interface DuckType {
  record Plain(String name) implements DuckType {
    @Override
    public String toString() {
      return name;
    }
  }

  record ListOf(DuckType item) implements DuckType {
    @Override
    public String toString() {
      return item + "[]";
    }
  }

  record MapOf(DuckType key, DuckType value) implements DuckType {
    @Override
    public String toString() {
      return "MAP(%s, %s)".formatted(key, value);
    }
  }

  record StructOf(List<Named> fields) implements DuckType {
    @Override
    public String toString() {
      return "STRUCT(%s)"
          .formatted(
              String.join(", ", fields.stream().map(f -> f.name() + " " + f.type()).toList()));
    }
  }

  record Named(String name, DuckType type) {}

  static DuckType parse(String text) {
    Parser parser = new Parser(text);
    DuckType type = parser.type();
    return parser.at == text.length() ? type : new Plain(text);
  }

  /// Reads one type; what it does not know stays a name, and is then refused by it.
  final class Parser {
    private final String text;
    private int at;

    private Parser(String text) {
      this.text = text;
    }

    private DuckType type() {
      DuckType type = unsuffixed();
      while (at < text.length() && text.charAt(at) == '[') {
        at = Math.max(text.indexOf(']', at), at) + 1;
        type = new ListOf(type);
      }
      return type;
    }

    private DuckType unsuffixed() {
      if (take("STRUCT(")) {
        return struct();
      }
      if (take("MAP(")) {
        DuckType key = type();
        take(", ");
        DuckType value = type();
        take(")");
        return new MapOf(key, value);
      }
      int start = at;
      int depth = 0;
      while (at < text.length() && (depth > 0 || ",)[".indexOf(text.charAt(at)) < 0)) {
        depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
        at++;
      }
      return new Plain(text.substring(start, at));
    }

    private DuckType struct() {
      List<Named> fields = new ArrayList<>();
      do {
        String name = name();
        take(" ");
        fields.add(new Named(name, type()));
      } while (take(", "));
      take(")");
      return new StructOf(fields);
    }

    private String name() {
      if (!take("\"")) {
        int start = at;
        at = Math.max(text.indexOf(' ', at), at);
        return text.substring(start, at);
      }
      StringBuilder name = new StringBuilder();
      while (at < text.length() && (!take("\"") || text.startsWith("\"", at))) {
        name.append(text.charAt(at++));
      }
      return name.toString();
    }

    private boolean take(String token) {
      boolean isThere = text.startsWith(token, at);
      at += isThere ? token.length() : 0;
      return isThere;
    }
  }
}
