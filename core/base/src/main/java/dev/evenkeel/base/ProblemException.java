package dev.evenkeel.base;

/// Carries a [Problem] to whoever can tell a person.
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  ProblemException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /// The value that was thrown.
  public Problem problem() {
    return problem;
  }
}
