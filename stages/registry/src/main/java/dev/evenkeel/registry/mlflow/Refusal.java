package dev.evenkeel.registry.mlflow;

/// Ends a request with an error code that no [dev.evenkeel.base.Problem.Kind] stands for.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  Refusal(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }
}
