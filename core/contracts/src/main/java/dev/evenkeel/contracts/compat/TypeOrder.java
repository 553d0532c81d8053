package dev.evenkeel.contracts.compat;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which types hold all values of which others.
final class TypeOrder {
  private static final Map<String, Set<String>> WIDER =
      Map.of(
          "number", Set.of("integer"),
          "timestamp", Set.of("date"),
          "BIGINT", Set.of("INTEGER", "SMALLINT", "TINYINT"),
          "INTEGER", Set.of("SMALLINT", "TINYINT"),
          "SMALLINT", Set.of("TINYINT"),
          "DOUBLE", Set.of("FLOAT", "INTEGER", "SMALLINT", "TINYINT"),
          "TEXT", Set.of("VARCHAR"));

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("INT8", "BIGINT"),
          Map.entry("LONG", "BIGINT"),
          Map.entry("INT64", "BIGINT"),
          Map.entry("INT", "INTEGER"),
          Map.entry("INT4", "INTEGER"),
          Map.entry("INT32", "INTEGER"),
          Map.entry("INT2", "SMALLINT"),
          Map.entry("FLOAT8", "DOUBLE"),
          Map.entry("DOUBLE PRECISION", "DOUBLE"),
          Map.entry("FLOAT4", "FLOAT"),
          Map.entry("REAL", "FLOAT"),
          Map.entry("NUMBER(38,0)", "BIGINT"),
          Map.entry("BOOL", "BOOLEAN"),
          Map.entry("STRING", "TEXT"),
          Map.entry("CHARACTER VARYING", "VARCHAR"),
          Map.entry("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"));

  private static final Pattern SIZED = Pattern.compile("([A-Z ]+)\\((\\d{1,9})(?:,(\\d{1,9}))?\\)");

  private TypeOrder() {}

  /// A physical type by its most common name, without spaces in its size.
  static String canonical(String physicalType) {
    String upper =
        physicalType
            .toUpperCase(Locale.ROOT)
            .strip()
            .replaceAll("\\s*([(),])\\s*", "$1")
            .replaceAll("\\s+", " ");
    String known = ALIASES.getOrDefault(upper, upper);
    Matcher sized = SIZED.matcher(known);
    if (sized.matches()) {
      String base = ALIASES.getOrDefault(sized.group(1), sized.group(1));
      boolean isNumber = base.equals("NUMERIC") || base.equals("NUMBER") || base.equals("DECIMAL");
      String scale = sized.group(3) == null ? (isNumber ? ",0" : "") : "," + sized.group(3);
      return "%s(%s%s)".formatted(isNumber ? "DECIMAL" : base, sized.group(2), scale);
    }
    return known;
  }

  /// Whether one type holds all values of another, and more.
  static boolean isWider(String type, String than) {
    if (WIDER.getOrDefault(type, Set.of()).contains(than)) {
      return true;
    }
    String wide = canonical(type);
    String narrow = canonical(than);
    if (WIDER.getOrDefault(wide, Set.of()).contains(narrow)) {
      return true;
    }
    Matcher left = SIZED.matcher(wide);
    Matcher right = SIZED.matcher(narrow);
    if (!right.matches()) {
      return false;
    }
    if (!left.matches()) {
      return wide.equals("TEXT") || wide.equals(right.group(1));
    }
    if (!left.group(1).equals(right.group(1)) || wide.equals(narrow)) {
      return false;
    }
    int leftScale = left.group(3) == null ? 0 : Integer.parseInt(left.group(3));
    int rightScale = right.group(3) == null ? 0 : Integer.parseInt(right.group(3));
    int leftWhole = Integer.parseInt(left.group(2)) - leftScale;
    int rightWhole = Integer.parseInt(right.group(2)) - rightScale;
    return leftScale >= rightScale && leftWhole >= rightWhole;
  }
}
