package dev.evenkeel.runtimes.python;

/// Why a worker did not answer.
final class WorkerFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Why why;

  WorkerFailure(Why why, String message) {
    super(message);
    this.why = why;
  }

  Why why() {
    return why;
  }

  /// What follows from it.
  enum Why {
    /// The model refused these rows; the worker lives.
    REFUSED,
    /// It took longer than it may; the worker is ended.
    TIME,
    /// The worker died, or answered what is no answer.
    DIED
  }
}
