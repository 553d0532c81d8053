package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.tables.TableSource;
import java.util.Optional;

/// Rules whose good values lie between two: when the smallest and the largest value of a column are
/// good, all are, and a Parquet file's footer has both.
///
/// Not for floating numbers: footers leave out what is no number (NaN), which is outside of all
/// bounds.
final class Bounds {
  private Bounds() {}

  /// An aggregate that is 1 only when no row breaks the rule; empty for other rules.
  static Optional<String> proof(Body.OfRow body, Cell cell, TableSource.Column column) {
    boolean isBetween =
        switch (body) {
          case Body.NumberRange _, Body.FitsFormat _ -> column.isNumber() && !column.isFloating();
          case Body.TimeRange _ -> column.isTime();
          default -> false;
        };
    if (!isBetween || !cell.typed().equals(cell.raw())) {
      return Optional.empty();
    }
    return broken(body, cell, "min", column)
        .flatMap(low ->
            broken(body, cell, "max", column)
                .map(high -> "cast(not (%s or %s) as integer)".formatted(low, high)));
  }

  private static Optional<String> broken(
      Body.OfRow body, Cell cell, String end, TableSource.Column column) {
    Cell ofAll = cell.at("%s(%s)".formatted(end, cell.raw()));
    return RowConditions.of(body, ofAll, column.type()) instanceof Condition.Broken(String sql)
        ? Optional.of(sql)
        : Optional.empty();
  }
}
