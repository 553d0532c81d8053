package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Catches the problem that a call must end in.
final class Problems {
  private Problems() {}

  static Problem of(ThrowingCallable call) {
    AtomicReference<Problem> problem = new AtomicReference<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProblemException.class, e -> problem.set(e.problem()));
    return problem.get();
  }
}
