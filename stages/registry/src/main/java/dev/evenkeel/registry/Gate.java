package dev.evenkeel.registry;

import java.util.Optional;

/// Judges whether a version may become champion; `automation` supplies it.
@FunctionalInterface
public interface Gate {
  /// Called outside of any transaction, since it may take a while.
  ///
  /// @param champion empty for the first version of a model
  Verdict judge(ModelVersion challenger, Optional<ModelVersion> champion);
}
