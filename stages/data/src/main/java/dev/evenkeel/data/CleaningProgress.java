package dev.evenkeel.data;

/// Is told how far a cleaning is. It must not fail: a cleaning goes on though nobody listens.
@FunctionalInterface
public interface CleaningProgress {
  /// Nobody listens.
  CleaningProgress NONE = (_, _, _, _) -> {};

  /// Called when something has gone.
  ///
  /// @param step `versions`, `files`, `orphans` or `contents`
  /// @param done so many of the step
  /// @param of all of it
  /// @param bytes that the step has freed; 0 where nobody counted
  void at(String step, long done, long of, long bytes);
}
