package dev.evenkeel.pipelines;

/// Where a step writes what it does; people follow it while it works.
@FunctionalInterface
public interface StepLog {
  /// Writes one line. Never blocks for long and never throws: a log that cannot be written stops no
  /// work.
  void line(String line);
}
