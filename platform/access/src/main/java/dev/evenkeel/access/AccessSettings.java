package dev.evenkeel.access;

import java.time.Duration;
import java.util.Optional;

/// How people become known.
///
/// @param oidc an issuer whose people may come in, beside our own users
/// @param sessionIdle after which a session that nobody used ends
/// @param sessionMax after which a session ends anyhow
public record AccessSettings(
    Optional<OidcSettings> oidc, Duration sessionIdle, Duration sessionMax) {
  public AccessSettings {
    if (!sessionIdle.isPositive() || !sessionMax.isPositive()) {
      throw new IllegalArgumentException(
          "Cannot open sessions: they must last, got %s and %s".formatted(sessionIdle, sessionMax));
    }
  }

  /// Our own users only; a session ends after twelve hours without use, and after a week.
  public static AccessSettings local() {
    return new AccessSettings(Optional.empty(), Duration.ofHours(12), Duration.ofDays(7));
  }

  /// The same, with an issuer.
  public AccessSettings with(OidcSettings issuer) {
    return new AccessSettings(Optional.of(issuer), sessionIdle, sessionMax);
  }
}
