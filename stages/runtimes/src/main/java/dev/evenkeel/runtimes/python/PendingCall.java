package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import java.util.concurrent.CompletableFuture;

/// Rows that wait for their answers.
///
/// @param alone was in a batch that failed, so it is asked once more and by itself
record PendingCall(Frame rows, boolean alone, CompletableFuture<double[]> answers) {
  PendingCall byItself() {
    return new PendingCall(rows, true, answers);
  }

  void fail(ProblemException problem) {
    answers.completeExceptionally(problem);
  }
}
