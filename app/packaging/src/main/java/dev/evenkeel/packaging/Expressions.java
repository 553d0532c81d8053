package dev.evenkeel.packaging;

/// Writes names and texts of the feature language.
final class Expressions {
  private Expressions() {}

  /// A field, quoted, since a column may be called `and` or `2nd floor`.
  static String field(String column) {
    return column.matches("[A-Za-z_][A-Za-z0-9_]*") && !column.matches("and|or|not|one_hot")
        ? column
        : "`" + column.replace("`", "``") + "`";
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
