package dev.evenkeel.authoring;

/// A step of a pipeline, in Java. It runs in a process of its own ([StepMain]), by its constructor
/// without parameters, possibly more than once for one attempt: it leaves nothing behind but what
/// it answers. What it prints is the step's log.
///
/// @param <I> a record of what it takes
/// @param <O> a record of what it answers
@FunctionalInterface
public interface StepCode<I extends Record, O extends Record> {
  /// Does the work.
  ///
  /// @throws Exception fails the attempt; its message is shown to people
  O run(I in) throws Exception;
}
