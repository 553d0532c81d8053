package dev.evenkeel.runners;

import java.util.Map;

/// A kind of runner that a server may have or not, found by `ServiceLoader`.
public interface StepRunnerKind {
  /// What its section of the configuration is called.
  String name();

  /// Opens it.
  ///
  /// @param settings of its section
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` for a setting that it does
  ///   not know
  StepRunner open(Map<String, String> settings, Exchange exchange, SecretValues secrets);
}
