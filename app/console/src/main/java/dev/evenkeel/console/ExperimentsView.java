package dev.evenkeel.console;

import java.util.List;

/// A page of experiments.
///
/// @param next token of the next page; empty on the last
public record ExperimentsView(List<Experiment> experiments, String next) {
  public ExperimentsView {
    experiments = List.copyOf(experiments);
  }

  /// One experiment.
  ///
  /// @param about what somebody wrote about it; may be empty
  /// @param created in words: `2026-05-01 12:00 UTC`
  public record Experiment(String id, String name, String about, String created) {}
}
