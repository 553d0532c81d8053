package dev.evenkeel.base;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Catches the problem that a call must end in.
public final class Problems {
  private Problems() {}

  public static Problem of(ThrowingCallable call) {
    AtomicReference<Problem> problem = new AtomicReference<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProblemException.class, e -> problem.set(e.problem()));
    return problem.get();
  }
}
