package dev.evenkeel.store;

import java.time.Instant;
import java.util.Optional;

/// Which entries of the audit log somebody wants; what is empty asks for nothing.
///
/// @param actor exactly
/// @param action how it begins: `alias` or `alias.set`
/// @param subject exactly
/// @param project exactly
/// @param from at or after it
/// @param to before it
public record AuditQuery(
    String actor,
    String action,
    String subject,
    String project,
    Optional<Instant> from,
    Optional<Instant> to) {
  /// Everything.
  public static final AuditQuery ALL =
      new AuditQuery("", "", "", "", Optional.empty(), Optional.empty());
}
