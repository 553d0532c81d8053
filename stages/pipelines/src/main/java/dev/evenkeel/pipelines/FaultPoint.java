package dev.evenkeel.pipelines;

/// The moments at which a node may die without anybody losing work; tests let it die at each.
enum FaultPoint {
  /// In the transaction that starts a run.
  IN_START,
  /// The queue has handed an attempt out; nobody has begun it.
  BEFORE_CLAIM,
  /// In the transaction that begins it.
  IN_CLAIM,
  /// It has begun and has done nothing.
  AFTER_CLAIM,
  /// Its work is done and nobody knows.
  AFTER_WORK,
  /// In the transaction that commits its answer and enqueues what follows.
  IN_COMMIT,
  /// Its answer is committed; the queue does not know yet that the attempt has ended.
  AFTER_COMMIT,
  /// In the transaction that cancels a run.
  IN_CANCEL;

  /// What happens at a point; nothing outside of tests.
  @FunctionalInterface
  interface Hook {
    /// Nothing.
    Hook NONE = (_, _) -> {};

    /// Called at a point, with the step or the run that it is about.
    void at(FaultPoint point, String about);
  }
}
