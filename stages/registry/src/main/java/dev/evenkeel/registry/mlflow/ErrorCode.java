package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Problem;

/// What MLflow calls what went wrong, and the status that its clients expect with it
/// (`mlflow/exceptions.py`). They ask again after 408, 429 and every 5xx, so what will not change
/// is none of these.
enum ErrorCode {
  INVALID_PARAMETER_VALUE(400),
  RESOURCE_ALREADY_EXISTS(400),
  BAD_REQUEST(400),
  UNAUTHENTICATED(401),
  PERMISSION_DENIED(403),
  RESOURCE_DOES_NOT_EXIST(404),
  ENDPOINT_NOT_FOUND(404),
  RESOURCE_CONFLICT(409),
  REQUEST_LIMIT_EXCEEDED(429),
  INTERNAL_ERROR(500),
  NOT_IMPLEMENTED(501),
  TEMPORARILY_UNAVAILABLE(503),
  DEADLINE_EXCEEDED(504);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }

  static ErrorCode of(Problem.Kind kind) {
    return switch (kind) {
      case MALFORMED, INPUT, TOO_LARGE, CONFIGURATION -> INVALID_PARAMETER_VALUE;
      case UNAUTHENTICATED -> UNAUTHENTICATED;
      case FORBIDDEN -> PERMISSION_DENIED;
      case NOT_FOUND -> RESOURCE_DOES_NOT_EXIST;
      case CONFLICT -> RESOURCE_CONFLICT;
      case BUSY -> REQUEST_LIMIT_EXCEEDED;
      case ENVIRONMENT, NOT_SERVING -> TEMPORARILY_UNAVAILABLE;
      case UNSUPPORTED -> NOT_IMPLEMENTED;
      case TIMEOUT -> DEADLINE_EXCEEDED;
      case INTERNAL -> INTERNAL_ERROR;
    };
  }
}
