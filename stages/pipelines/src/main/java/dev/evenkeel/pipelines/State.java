package dev.evenkeel.pipelines;

/// Where a pipeline run, or a step of it, stands.
public enum State {
  PENDING,
  READY,
  RUNNING,
  WAITING,
  CANCELLING,
  SUCCEEDED,
  FAILED,
  SKIPPED,
  CANCELLED;

  /// Whether nothing will follow.
  public boolean isFinal() {
    return switch (this) {
      case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> true;
      case PENDING, READY, RUNNING, WAITING, CANCELLING -> false;
    };
  }
}
