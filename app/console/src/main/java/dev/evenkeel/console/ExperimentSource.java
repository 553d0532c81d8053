package dev.evenkeel.console;

import java.util.Optional;

/// Where the pages of experiments get what they show; `server` connects them with the registry.
public interface ExperimentSource {
  /// A page of the experiments, newest first.
  ///
  /// @param token of the page before; empty for the first
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for a token that is none
  ExperimentsView experiments(String token);

  /// A page of an experiment's runs; empty when there is no such experiment.
  Optional<RunsView> runs(RunsView.Question question);

  /// A run; empty when there is none of that id.
  Optional<RunView> run(String id);
}
