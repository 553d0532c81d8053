package dev.evenkeel.records;

import java.io.Serial;

/// A file is not what the contract says, or cannot be read; the message names contract, object and
/// column.
public final class RecordException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /// With what is wrong, for people.
  public RecordException(String message) {
    super(message);
  }

  RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
