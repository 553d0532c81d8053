package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Where the values of a rule's column are in a row: in a column, a part of one, or in each item of
/// an array.
///
/// @param expression of one value
/// @param type that the engine has for it; empty where only the engine knows
/// @param isText whether the source gives no types
/// @param wrapper makes of a condition on one value a condition on the row
record Place(String expression, String type, boolean isText, UnaryOperator<String> wrapper) {
  /// Finds it; empty when the table has no such column.
  static Optional<Place> of(List<String> column, TableSource source) {
    boolean isText = source.file().format() == TableFile.Format.CSV;
    return source
        .column(column.getFirst())
        .map(found -> {
          Place place =
              new Place(DuckDb.name(found.name()), found.type(), isText, UnaryOperator.identity());
          for (int depth = 1; depth < column.size(); depth++) {
            place = place.inside(column.get(depth), depth);
          }
          return place;
        });
  }

  private Place inside(String step, int depth) {
    String item = "item" + depth;
    return switch (step) {
      case "[]" -> eachOf(expression, item);
      case "{}" -> eachOf("map_values(%s)".formatted(expression), item);
      case "{key}" -> eachOf("map_keys(%s)".formatted(expression), item);
      default ->
          new Place(
              "struct_extract(%s, %s)".formatted(expression, DuckDb.text(step)),
              "",
              isText,
              wrapper);
    };
  }

  private Place eachOf(String list, String item) {
    return new Place(
        item,
        "",
        isText,
        broken ->
            wrapper.apply(
                "coalesce(len(list_filter(%s, lambda %s: %s)) > 0, false)"
                    .formatted(list, item, broken)));
  }
}
