package dev.evenkeel.base;

import java.util.Map;
import java.util.Objects;

/// The one error value: what a person must know to put it right. CLI, page and HTTP render the same
/// one, and code decides by [Kind], never by text.
///
/// @param kind whose fault it is, from which HTTP status and exit code follow
/// @param what what was wrong, in one sentence without a full stop
/// @param where file and line, JSON pointer or name of the thing; empty when there is no place
/// @param expected what would have been right; empty when `what` says it
/// @param remedy what to do now; empty when `expected` says it
public record Problem(Kind kind, String what, String where, String expected, String remedy) {
  public Problem {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(what);
    Objects.requireNonNull(where);
    Objects.requireNonNull(expected);
    Objects.requireNonNull(remedy);
  }

  /// Whose fault it is.
  public enum Kind {
    /// Bytes from outside are not of the form they claim, so nothing of them was read.
    MALFORMED(400, 2),
    /// A document, row, request or argument from outside is wrong.
    INPUT(422, 2),
    /// Nobody knows who asks.
    UNAUTHENTICATED(401, 8),
    /// Whoever asks may not do it.
    FORBIDDEN(403, 8),
    /// The thing that was named does not exist, or not for whoever asks.
    NOT_FOUND(404, 4),
    /// The thing exists already, or changed meanwhile.
    CONFLICT(409, 5),
    /// More than we accept: size, depth, number or time.
    TOO_LARGE(413, 2),
    /// Too much at once; later is fine.
    BUSY(429, 7),
    /// A setting or a project file is wrong.
    CONFIGURATION(422, 2),
    /// The machine is at fault: a full disk, a used port, a folder that cannot be written.
    ENVIRONMENT(503, 6),
    /// What was named is known and does not answer, until somebody puts it right; asking again does
    /// not.
    NOT_SERVING(503, 6),
    /// A part of a protocol that is not offered, or is switched off.
    UNSUPPORTED(501, 2),
    /// It took longer than it may.
    TIMEOUT(504, 7),
    /// Ours.
    INTERNAL(500, 1);

    private final int httpStatus;
    private final int exitCode;

    Kind(int httpStatus, int exitCode) {
      this.httpStatus = httpStatus;
      this.exitCode = exitCode;
    }

    /// The status by which HTTP says it.
    public int httpStatus() {
      return httpStatus;
    }

    /// The exit code by which the command says it; never 0.
    public int exitCode() {
      return exitCode;
    }
  }

  /// A problem without a place.
  public static Problem of(Kind kind, String what, String remedy) {
    return new Problem(kind, what, "", "", remedy);
  }

  /// To throw.
  public ProblemException asException() {
    return new ProblemException(this, Map.of());
  }

  /// To throw, with headers for HTTP such as `Retry-After`.
  public ProblemException asException(Map<String, String> headers) {
    return new ProblemException(this, headers);
  }

  /// To throw, keeping the cause for the log; it never reaches a client.
  public ProblemException asException(Throwable cause) {
    return new ProblemException(this, cause);
  }

  /// In one line, for protocols whose errors are a text.
  public String sentence() {
    StringBuilder sentence = new StringBuilder(what);
    part(sentence, " at ", where);
    part(sentence, "; expected ", expected);
    part(sentence, "; ", remedy);
    return sentence.toString();
  }

  private static void part(StringBuilder sentence, String link, String value) {
    if (!value.isEmpty()) {
      sentence.append(link).append(value);
    }
  }

  /// As the terminal prints it: one line for each part that is there.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(what);
    line(text, "where", where);
    line(text, "expected", expected);
    line(text, "do", remedy);
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    if (!value.isEmpty()) {
      text.append("\n  ").append(label).append(": ").append(value);
    }
  }
}
