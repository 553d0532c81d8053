package dev.evenkeel.base;

import java.util.Map;

/// Carries a [Problem] to whoever can tell a person.
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;
  private final transient Map<String, String> headers;

  ProblemException(Problem problem, Map<String, String> headers) {
    super(problem.toString());
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  ProblemException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
    this.headers = Map.of();
  }

  /// The value that was thrown.
  public Problem problem() {
    return problem;
  }

  /// What HTTP says beside its status, such as `Retry-After`; other protocols may use it too.
  public Map<String, String> headers() {
    return headers;
  }
}
