package dev.evenkeel.pipelines;

import java.util.Optional;
import java.util.function.Supplier;

/// Of which run a step is at work on this thread, so that what it does can be told from what people
/// do: pipelines that trigger each other are stopped by it.
final class RunningStep {
  private static final ScopedValue<String> RUN = ScopedValue.newInstance();

  private RunningStep() {}

  static Optional<String> run() {
    return RUN.isBound() ? Optional.of(RUN.get()) : Optional.empty();
  }

  static <T> T in(String runId, Supplier<T> work) {
    return ScopedValue.where(RUN, runId).call(work::get);
  }
}
