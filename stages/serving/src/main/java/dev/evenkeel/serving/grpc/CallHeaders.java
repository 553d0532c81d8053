package dev.evenkeel.serving.grpc;

import dev.evenkeel.serving.AskedContract;
import dev.evenkeel.serving.Deployments;
import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a call says beside its messages, of which a stream has many.
///
/// @param deadlineNanos of the whole call, by `System.nanoTime`; `Long.MAX_VALUE` for none
/// @param stickyKey equal keys go to the same version; empty is at random
/// @param contract digest of the one that the client was written for; empty when it says none
record CallHeaders(long deadlineNanos, String stickyKey, String contract) {
  private static final Metadata.Key<String> TIMEOUT =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> STICKY =
      Metadata.Key.of(Deployments.STICKY_KEY, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> CONTRACT =
      Metadata.Key.of(AskedContract.HEADER, Metadata.ASCII_STRING_MARSHALLER);
  private static final int DIGITS_MAX = 8;

  /// Read when the call begins, since its time-out counts from then on.
  static CallHeaders read(Metadata headers) {
    return new CallHeaders(
        deadlineNanos(headers.get(TIMEOUT)), text(headers, STICKY), text(headers, CONTRACT));
  }

  private static String text(Metadata headers, Metadata.Key<String> key) {
    @Nullable String text = headers.get(key);
    return text == null ? "" : text;
  }

  <Q> Asked<Q> beside(Q message) {
    return new Asked<>(message, deadlineNanos, stickyKey, contract);
  }

  /// At most eight digits and a unit, as gRPC writes it; what is written otherwise sets no limit.
  private static long deadlineNanos(@Nullable String timeout) {
    int digits = timeout == null ? 0 : timeout.length() - 1;
    if (timeout == null || digits < 1 || digits > DIGITS_MAX) {
      return Long.MAX_VALUE;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = timeout.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Long.MAX_VALUE;
      }
      value = value * 10 + digit;
    }
    long nanos =
        switch (timeout.charAt(digits)) {
          case 'H' -> TimeUnit.HOURS.toNanos(value);
          case 'M' -> TimeUnit.MINUTES.toNanos(value);
          case 'S' -> TimeUnit.SECONDS.toNanos(value);
          case 'm' -> TimeUnit.MILLISECONDS.toNanos(value);
          case 'u' -> TimeUnit.MICROSECONDS.toNanos(value);
          case 'n' -> value;
          default -> Long.MAX_VALUE;
        };
    // beyond half of the clock's range a sum could turn into the past
    return nanos > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : System.nanoTime() + nanos;
  }
}
