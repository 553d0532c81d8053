package dev.evenkeel.models.trees;

import java.util.List;

/// One input of an ensemble, as its file tells.
///
/// @param name empty when the file has none
/// @param levels of a category, in the order of their codes; none when the file has only codes
public record TreeInput(String name, Type type, List<String> levels) {
  public TreeInput {
    levels = List.copyOf(levels);
  }

  /// What an input holds.
  public enum Type {
    NUMBER,
    WHOLE_NUMBER,
    TRUTH,
    CATEGORY
  }

  /// A number without a name.
  static final TreeInput NAMELESS = number("");

  static TreeInput number(String name) {
    return new TreeInput(name, Type.NUMBER, List.of());
  }
}
