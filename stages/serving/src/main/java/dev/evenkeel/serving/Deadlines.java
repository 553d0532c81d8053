package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Until when requests want their answers, by `System.nanoTime`. One rule for every door: the
/// earliest that a client says, in a header or in its request, else what the server allows.
public final class Deadlines {
  /// Header with how many milliseconds a client waits.
  public static final String HEADER = "Evenkeel-Timeout-Ms";

  /// Of a client that says nothing.
  public static final long NONE = Long.MAX_VALUE;

  private final Duration usual;

  Deadlines(Duration usual) {
    this.usual = usual;
  }

  /// What the header of a request says, from now on.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `MALFORMED` when it is no number
  public static long ofHeader(Request request) {
    String millis = request.header(HEADER).orElse("");
    if (millis.isEmpty()) {
      return NONE;
    }
    if (!millis.matches("[1-9]\\d{0,8}")) {
      throw new Problem(
              Problem.Kind.MALFORMED,
              "header %s is no number of milliseconds".formatted(HEADER),
              HEADER,
              "1 to 999999999",
              "")
          .asException();
    }
    return after(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis)));
  }

  /// What a client says in microseconds, from now on; 0 says nothing.
  public static long ofMicros(long micros) {
    return micros == 0 ? NONE : after(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  private static long after(long nanos) {
    // Beyond half of the clock's range a sum could turn into the past.
    return nanos > Long.MAX_VALUE / 2 ? NONE : System.nanoTime() + nanos;
  }

  /// The earlier of two.
  public static long earlier(long one, long other) {
    if (one == NONE || other == NONE) {
      return one == NONE ? other : one;
    }
    return one - other < 0 ? one : other;
  }

  /// What holds for a request that came just now.
  ///
  /// @param asked by its client, or [#NONE]
  public long orUsual(long asked) {
    return asked == NONE ? after(usual.toNanos()) : asked;
  }
}
