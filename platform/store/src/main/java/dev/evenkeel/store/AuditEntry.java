package dev.evenkeel.store;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One thing that somebody changed.
///
/// @param id counts from 1, without gaps
/// @param at business time
/// @param actor who did it
/// @param project of what it was done to
/// @param action what was done, as `alias.set`
/// @param subject what it was done to, as `model/home-sales`
/// @param before what was there, as JSON; empty for nothing
/// @param after what is there since, as JSON; empty for nothing
/// @param reason in plain words; may be empty
/// @param address from which they asked; empty where it is not known
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
    String address,
    String digest) {
  /// The digest that this entry must have behind another one: of a JSON array, so that no two
  /// entries share a text.
  ///
  /// @param previous the digest of the entry before; empty for the first
  String chained(String previous) {
    List<Object> facts =
        new ArrayList<>(
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
                reason));
    // Entries from before addresses were kept must still have the digest that they got.
    if (!address.isEmpty()) {
      facts.add(address);
    }
    return Digests.of(Json.write(facts));
  }

  /// The same entry with the digest that it must have.
  AuditEntry sealedAfter(String previous) {
    return new AuditEntry(
        id, at, actor, project, action, subject, before, after, reason, address, chained(previous));
  }
}
