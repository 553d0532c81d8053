package dev.evenkeel.client;

/// A request that was not done. The message says what was wrong and, where the server knows it,
/// what it expected and what to do.
public final class EvenkeelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  EvenkeelException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  EvenkeelException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
    this.code = "";
  }

  /// HTTP's status; 0 when there was no answer.
  public int status() {
    return status;
  }

  /// MLflow's error code, such as `RESOURCE_DOES_NOT_EXIST`; empty for addresses that have none.
  public String code() {
    return code;
  }

  /// Whether the thing that was named does not exist.
  public boolean isNotFound() {
    return status == 404;
  }
}
