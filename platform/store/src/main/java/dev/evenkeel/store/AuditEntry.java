package dev.evenkeel.store;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Micros;
import java.time.Instant;
import java.util.List;

/// One thing that somebody changed.
///
/// @param id counts from 1, without gaps
/// @param at business time
/// @param actor who did it
/// @param project where
/// @param action what was done, as `alias.set`
/// @param subject what it was done to, as `model/home-sales`
/// @param before what was there, as JSON; empty for nothing
/// @param after what is there since, as JSON; empty for nothing
/// @param reason in plain words; may be empty
/// @param digest of this entry and the digest of the one before
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    String project,
    String action,
    String subject,
    String before,
    String after,
    String reason,
    String digest) {
  /// The digest that this entry must have behind another one: of a JSON array, so that no two
  /// entries share a text.
  ///
  /// @param previous the digest of the entry before; empty for the first
  String chained(String previous) {
    return Digests.of(
        Json.write(
            List.of(
                previous,
                id,
                Micros.of(at),
                actor,
                project,
                action,
                subject,
                before,
                after,
                reason)));
  }

  /// The same entry with the digest that it must have.
  AuditEntry sealedAfter(String previous) {
    return new AuditEntry(
        id, at, actor, project, action, subject, before, after, reason, chained(previous));
  }
}
