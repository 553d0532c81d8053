package dev.evenkeel.records;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether a type of a file can be read under a shape without losing anything.
final class Fit {
  private static final List<String> BYTES = List.of("TINYINT");
  private static final List<String> SHORTS = List.of("TINYINT", "SMALLINT", "UTINYINT");
  private static final List<String> INTS =
      List.of("TINYINT", "SMALLINT", "UTINYINT", "INTEGER", "USMALLINT");
  private static final List<String> LONGS =
      List.of("TINYINT", "SMALLINT", "UTINYINT", "INTEGER", "USMALLINT", "BIGINT", "UINTEGER");
  private static final Set<String> INSTANTS = Set.of("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ");
  // Not TIMESTAMP_NS: a reader gives microseconds, and would cut the rest off silently.
  private static final Set<String> TIMESTAMPS = Set.of("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS");

  private Fit() {}

  /// What does not fit, or nothing.
  static Optional<String> mismatch(Shape shape, DuckType type) {
    return switch (shape) {
      case Shape.Scalar scalar ->
          type instanceof DuckType.Plain(String name) && fits(scalar, name)
              ? Optional.empty()
              : Optional.of("is %s, expected %s".formatted(type, expected(scalar)));
      case Shape.Symbols ignored ->
          type instanceof DuckType.Plain(String name)
                  && (name.equals("VARCHAR") || name.startsWith("ENUM("))
              ? Optional.empty()
              : Optional.of("is %s, expected VARCHAR".formatted(type));
      case Shape.Items(Shape item) ->
          type instanceof DuckType.ListOf(DuckType of)
              ? mismatch(item, of).map(what -> "has items: " + what)
              : Optional.of("is %s, expected a list".formatted(type));
      case Shape.Entries(Shape key, Shape value) ->
          type instanceof DuckType.MapOf(DuckType keys, DuckType values)
              ? mismatch(key, keys).or(() -> mismatch(value, values)).map(w -> "has entries: " + w)
              : Optional.of("is %s, expected a map".formatted(type));
      case Shape.Fields(List<Shape.Field> fields) ->
          type instanceof DuckType.StructOf struct
              ? fields.stream().flatMap(field -> mismatch(field, struct).stream()).findFirst()
              : Optional.of("is %s, expected a struct".formatted(type));
    };
  }

  private static Optional<String> mismatch(Shape.Field field, DuckType.StructOf struct) {
    Optional<DuckType> type = find(struct, field.name());
    if (type.isEmpty()) {
      return field.isRequired()
          ? Optional.of("lacks the required field `%s`".formatted(field.name()))
          : Optional.empty();
    }
    return mismatch(field.shape(), type.get())
        .map(what -> "has a field `%s` that %s".formatted(field.name(), what));
  }

  static Optional<DuckType> find(DuckType.StructOf struct, String name) {
    return struct.fields().stream()
        .filter(named -> named.name().equals(name))
        .map(DuckType.Named::type)
        .findFirst();
  }

  private static boolean fits(Shape.Scalar scalar, String type) {
    return switch (scalar) {
      case BOOLEAN -> type.equals("BOOLEAN");
      case BYTE -> BYTES.contains(type);
      case SHORT -> SHORTS.contains(type);
      case INT -> INTS.contains(type);
      case LONG -> LONGS.contains(type);
      case BIG_INTEGER ->
          LONGS.contains(type)
              || Set.of("UBIGINT", "HUGEINT", "UHUGEINT").contains(type)
              || type.matches("DECIMAL\\(\\d+,0\\)");
      case FLOAT -> type.equals("FLOAT");
      case DOUBLE -> type.equals("DOUBLE") || type.equals("FLOAT") || INTS.contains(type);
      case DECIMAL -> type.startsWith("DECIMAL(") || LONGS.contains(type);
      case STRING -> type.equals("VARCHAR") || type.startsWith("ENUM(") || type.equals("JSON");
      case UUID -> type.equals("UUID") || type.equals("VARCHAR");
      case DATE -> type.equals("DATE");
      case TIME -> type.equals("TIME") || type.equals("TIME_NS");
      case TIMESTAMP -> TIMESTAMPS.contains(type);
      case INSTANT -> INSTANTS.contains(type);
    };
  }

  private static String expected(Shape.Scalar scalar) {
    return switch (scalar) {
      case BOOLEAN -> "BOOLEAN";
      case BYTE -> String.join(", ", BYTES);
      case SHORT -> String.join(", ", SHORTS);
      case INT -> String.join(", ", INTS);
      case LONG -> String.join(", ", LONGS);
      case BIG_INTEGER -> "an integer";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE, FLOAT or an integer of at most 32 bits";
      case DECIMAL -> "DECIMAL or an integer";
      case STRING -> "VARCHAR";
      case UUID -> "UUID or VARCHAR";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP -> "TIMESTAMP without a time zone, of microseconds or coarser";
      case INSTANT -> "TIMESTAMP WITH TIME ZONE";
    };
  }
}
