package dev.evenkeel.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where a version stands in MLflow's older way of promoting. It is a label here: what serves is
/// decided by aliases.
public enum Stage {
  NONE("None"),
  STAGING("Staging"),
  PRODUCTION("Production"),
  ARCHIVED("Archived");

  private final String word;

  Stage(String word) {
    this.word = word;
  }

  /// As clients write it.
  public String word() {
    return word;
  }

  /// Whether versions in it can be archived for a new one.
  public boolean isActive() {
    return this == STAGING || this == PRODUCTION;
  }

  /// Reads it in upper or lower case.
  public static Optional<Stage> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equalsIgnoreCase(word)).findFirst();
  }

  /// The words of all.
  public static List<String> words() {
    return Arrays.stream(values()).map(Stage::word).toList();
  }
}
