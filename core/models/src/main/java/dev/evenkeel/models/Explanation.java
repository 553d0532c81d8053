package dev.evenkeel.models;

import java.util.List;

/// Why an answer came out as it did: what each feature added to the sum that decided it.
///
/// @param label that it speaks of; empty for a quantity
/// @param base of the sum before the row is looked at
/// @param margin the sum: log-odds of the label between two classes, its unnormalised
///   log-probability among more, and the quantity or its logarithm else
/// @param contributions of the features in their order; with the base they sum to the margin
public record Explanation(
    String label, double base, double margin, List<Contribution> contributions) {
  public Explanation {
    contributions = List.copyOf(contributions);
  }

  /// What a feature added. Its one-hot numbers are added up; a feature of several fields cannot be
  /// split between them.
  ///
  /// @param feature as the project calls it
  public record Contribution(String feature, double amount) {}
}
