package dev.evenkeel.runners;

import java.time.Duration;

/// Carries attempts of steps somewhere: in this process, as a process of this machine, in a
/// cluster.
///
/// Whoever calls may be killed at any moment and call again: [#submit] of an attempt that runs
/// already adopts it. A runner decides nothing about retries; a retry is another attempt.
public interface StepRunner {
  /// What a pipeline calls it by: `process`, `kubernetes`, `in-process`.
  String name();

  /// Starts an attempt, or finds the one that was started under this id, under whichever epoch. It
  /// answers soon; what takes longer, such as a Python environment, is told by [#poll].
  ///
  /// @throws dev.evenkeel.base.ProblemException when it can never be started: a program that is
  ///   nowhere, a secret that nobody knows
  Handle submit(Attempt attempt);

  /// How far it is. Asked again after the end, it answers the same until [#forget].
  Progress poll(Handle handle);

  /// What it has printed, with secrets masked.
  ///
  /// @param offset 0, then what the last part named as its next
  /// @param max bytes at most
  LogPart logs(Handle handle, long offset, int max);

  /// Ends it, with all that it started: first asked to, after the grace forced to. Answers at once;
  /// [#poll] says when it is over. Nothing happens when it is over already.
  void stop(Handle handle, Duration grace);

  /// Frees what is kept of an attempt: its folder, its job. Ends it first when it runs.
  void forget(Handle handle);
}
