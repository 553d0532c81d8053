package dev.evenkeel.models;

/// A feature as written: `wall: one_hot(wall, 'brick', 'wood')`. [FeatureProgram] holds the
/// grammar.
public record Feature(String name, String expression) {
  /// Hands a field through under its own name.
  public static Feature of(String field) {
    return new Feature(field, "`" + field.replace("`", "``") + "`");
  }
}
