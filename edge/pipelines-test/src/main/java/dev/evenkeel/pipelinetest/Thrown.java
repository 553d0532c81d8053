package dev.evenkeel.pipelinetest;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/// What steps threw: a run keeps the words alone, and a test wants to see where they came from.
final class Thrown {
  private final AtomicReference<Optional<Throwable>> first =
      new AtomicReference<>(Optional.empty());

  Optional<Throwable> first() {
    return first.get();
  }

  /// Runs a step; what it throws fails its attempt as a program's failure does.
  Map<String, String> by(Callable<Map<String, String>> step) {
    try {
      return step.call();
    } catch (Exception e) {
      first.compareAndSet(Optional.empty(), Optional.of(e));
      if (e instanceof ProblemException problem) {
        throw problem;
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      throw Problem.of(Problem.Kind.ENVIRONMENT, message, "look at the test's cause")
          .asException(e);
    }
  }
}
