package dev.evenkeel.records;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Expressions that bring every column into a form that [Column] takes without asking for its type.
final class Sql {
  private Sql() {}

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /// A column of a file.
  static String column(Shape shape, String value, DuckType type) {
    return switch (shape) {
      case Shape.Scalar scalar -> scalar(scalar, value, type);
      case Shape.Symbols(List<String> values) -> symbols(values, value);
      case Shape.Items ignored -> text(shape, value, type, 0);
      case Shape.Entries ignored -> text(shape, value, type, 0);
      case Shape.Fields ignored -> text(shape, value, type, 0);
    };
  }

  /// A column that the file has not.
  static String absent(Shape shape) {
    return switch (shape) {
      case Shape.Scalar scalar ->
          scalar(scalar, "NULL::" + anyTypeOf(scalar), new DuckType.Plain(anyTypeOf(scalar)));
      case Shape.Symbols ignored -> "NULL::SMALLINT";
      case Shape.Items ignored -> "NULL::VARCHAR";
      case Shape.Entries ignored -> "NULL::VARCHAR";
      case Shape.Fields ignored -> "NULL::VARCHAR";
    };
  }

  private static String scalar(Shape.Scalar scalar, String value, DuckType type) {
    return switch (scalar) {
      case BOOLEAN -> value;
      case BYTE -> value + "::TINYINT";
      case SHORT -> value + "::SMALLINT";
      case INT -> value + "::INTEGER";
      case LONG -> value + "::BIGINT";
      case FLOAT -> value + "::FLOAT";
      case DOUBLE -> value + "::DOUBLE";
      case DECIMAL -> type.toString().startsWith("DECIMAL(") ? value : value + "::DECIMAL(19,0)";
      case STRING, UUID, TIME, BIG_INTEGER -> value + "::VARCHAR";
      case DATE -> "(" + value + " - DATE '1970-01-01')::INTEGER";
      case TIMESTAMP, INSTANT -> "epoch_us(%s)".formatted(value);
    };
  }

  private static String anyTypeOf(Shape.Scalar scalar) {
    return switch (scalar) {
      case BOOLEAN -> "BOOLEAN";
      case BYTE -> "TINYINT";
      case SHORT -> "SMALLINT";
      case INT -> "INTEGER";
      case LONG, BIG_INTEGER -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DECIMAL -> "DECIMAL(18,0)";
      case STRING, UUID, TIME -> "VARCHAR";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP";
      case INSTANT -> "TIMESTAMPTZ";
    };
  }

  /// The position in the list; -1 for what is not of it. So no text crosses into Java.
  private static String symbols(List<String> values, String value) {
    String cases =
        IntStream.range(0, values.size())
            .mapToObj(at -> " WHEN %s THEN %d".formatted(literal(values.get(at)), at))
            .collect(Collectors.joining());
    return "(CASE WHEN %1$s IS NULL THEN NULL ELSE CASE %1$s::VARCHAR%2$s ELSE -1 END END)::SMALLINT"
        .formatted(value, cases);
  }

  /// Nested values as one text of counted parts: `-` is null, `3:abc` a scalar, `2[` begins a list
  /// or a map, `{` an object. The driver shows nested vectors to nobody.
  private static String text(Shape shape, String value, DuckType type, int depth) {
    String body =
        switch (shape) {
          case Shape.Scalar scalar -> counted(plain(scalar, value));
          case Shape.Symbols ignored -> counted(value + "::VARCHAR");
          case Shape.Items(Shape item) ->
              items(value, depth, text(item, "x" + depth, itemOf(type), depth + 1));
          case Shape.Entries(Shape key, Shape element) ->
              items(
                  "map_entries(%s)".formatted(value),
                  depth,
                  text(key, "x%d.key".formatted(depth), keyOf(type), depth + 1)
                      + " || "
                      + text(element, "x%d.value".formatted(depth), valueOf(type), depth + 1));
          case Shape.Fields(List<Shape.Field> fields) -> fields(fields, value, type, depth);
        };
    return "(CASE WHEN %s IS NULL THEN '-' ELSE %s END)".formatted(value, body);
  }

  private static String counted(String text) {
    return "length(%1$s)::VARCHAR || ':' || %1$s".formatted(text);
  }

  private static String plain(Shape.Scalar scalar, String value) {
    return switch (scalar) {
      case TIMESTAMP, INSTANT -> "epoch_us(%s)::VARCHAR".formatted(value);
      default -> "(%s)::VARCHAR".formatted(value);
    };
  }

  private static String items(String list, int depth, String item) {
    return "len(%s)::VARCHAR || '[' || coalesce(array_to_string(list_transform(%s, lambda x%d: %s), ''), '')"
        .formatted(list, list, depth, item);
  }

  private static String fields(List<Shape.Field> fields, String value, DuckType type, int depth) {
    StringBuilder text = new StringBuilder("'{'");
    for (Shape.Field field : fields) {
      Optional<DuckType> found =
          type instanceof DuckType.StructOf struct
              ? Fit.find(struct, field.name())
              : Optional.empty();
      text.append(" || ")
          .append(
              found
                  .map(of -> text(field.shape(), part(value, field.name()), of, depth))
                  .orElse("'-'"));
    }
    return text.toString();
  }

  private static String part(String value, String name) {
    return "struct_extract(%s, %s)".formatted(value, literal(name));
  }

  private static DuckType itemOf(DuckType type) {
    return type instanceof DuckType.ListOf(DuckType item) ? item : type;
  }

  private static DuckType keyOf(DuckType type) {
    return type instanceof DuckType.MapOf(DuckType key, DuckType ignored) ? key : type;
  }

  private static DuckType valueOf(DuckType type) {
    return type instanceof DuckType.MapOf(DuckType ignored, DuckType value) ? value : type;
  }
}
