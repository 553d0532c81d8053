package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Body;
import java.util.Locale;

/// Whether values are of a logical type. In a source without types each value is tried; in one with
/// types the column's type says it for all.
final class TypeCondition {
  private TypeCondition() {}

  static Condition of(Body.HasType has, Cell cell, String type) {
    if (has.logicalType().isEmpty()) {
      return new Condition.Unmeasurable(
          "the physical type `%s` is that of a server, not of a file"
              .formatted(has.physicalType()));
    }
    if (cell.isText()) {
      return text(has, cell);
    }
    if (type.isEmpty()) {
      return new Condition.Broken(
          "coalesce(not (%s), false)"
              .formatted(isOf(has.logicalType(), "typeof(%s)".formatted(cell.raw()))));
    }
    if (type.equals("JSON")) {
      return new Condition.Broken(
          "coalesce(json_type(%s) not in ('NULL', %s), false)"
              .formatted(cell.raw(), kinds(has.logicalType())));
    }
    // A column without any value is of this type, which is quoted.
    if (type.equals("\"NULL\"") || fits(has.logicalType(), type)) {
      return new Condition.Always();
    }
    // Dates and numbers are often kept as texts, which may be right in each row.
    if (type.equals("VARCHAR") && !isNested(has.logicalType())) {
      return new Condition.Broken(
          "%1$s is not null and (%2$s) is null"
              .formatted(
                  cell.raw(),
                  new Cell(cell.raw(), true, cell.logicalType(), cell.format()).typed()));
    }
    return new Condition.Never(
        "the column is %s, which is no %s".formatted(type, has.logicalType()));
  }

  private static Condition text(Body.HasType has, Cell cell) {
    if (isNested(has.logicalType())) {
      return new Condition.Unmeasurable("a CSV has no values of type " + has.logicalType());
    }
    if (has.logicalType().equals("string")) {
      return new Condition.Always();
    }
    return new Condition.Broken(
        "%s is not null and (%s) is null".formatted(cell.raw(), cell.typed()));
  }

  /// Of values in lines of JSON, where those of a column are none or of several kinds.
  private static String kinds(String logicalType) {
    return switch (logicalType) {
      case "integer" -> "'BIGINT', 'UBIGINT'";
      case "number" -> "'BIGINT', 'UBIGINT', 'DOUBLE'";
      case "boolean" -> "'BOOLEAN'";
      case "array", "vector" -> "'ARRAY'";
      case "object", "map" -> "'OBJECT'";
      default -> "'VARCHAR'";
    };
  }

  private static boolean isNested(String logicalType) {
    return switch (logicalType) {
      case "array", "object", "map", "vector", "blob" -> true;
      default -> false;
    };
  }

  private static boolean fits(String logicalType, String type) {
    String upper = type.toUpperCase(Locale.ROOT);
    return switch (logicalType) {
      case "string" -> upper.equals("VARCHAR") || upper.equals("UUID") || upper.startsWith("ENUM");
      case "integer" ->
          upper.matches("U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")
              || upper.matches("DECIMAL\\(\\d+,0\\)");
      case "number" ->
          upper.matches("FLOAT|DOUBLE|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")
              || upper.startsWith("DECIMAL");
      case "boolean" -> upper.equals("BOOLEAN");
      case "date" -> upper.equals("DATE");
      case "time" -> upper.startsWith("TIME") && !upper.startsWith("TIMESTAMP");
      case "timestamp" -> upper.startsWith("TIMESTAMP");
      case "array" -> upper.endsWith("]");
      case "vector" -> upper.matches("(FLOAT|DOUBLE|U?(TINYINT|SMALLINT|INTEGER))\\[\\d*\\]");
      case "object" -> upper.startsWith("STRUCT");
      case "map" -> upper.startsWith("MAP");
      case "blob" -> upper.equals("BLOB");
      default -> true;
    };
  }

  /// The same for the engine's name of a type in SQL.
  private static String isOf(String logicalType, String typeof) {
    return switch (logicalType) {
      case "string" -> typeof + " in ('VARCHAR', 'UUID')";
      case "integer" ->
          "regexp_full_match(%s, 'U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)')".formatted(typeof);
      case "number" ->
          "regexp_full_match(%s, 'FLOAT|DOUBLE|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL.*')"
              .formatted(typeof);
      case "boolean" -> typeof + " = 'BOOLEAN'";
      case "date" -> typeof + " = 'DATE'";
      case "time" -> "%1$s like 'TIME%%' and %1$s not like 'TIMESTAMP%%'".formatted(typeof);
      case "timestamp" -> "%s like 'TIMESTAMP%%'".formatted(typeof);
      case "array", "vector" -> "%s like '%%]'".formatted(typeof);
      case "object" -> "%s like 'STRUCT%%'".formatted(typeof);
      case "map" -> "%s like 'MAP%%'".formatted(typeof);
      default -> "true";
    };
  }
}
