package dev.evenkeel.store;

import java.time.Instant;

/// One thing that somebody changed.
///
/// @param id rises
/// @param at business time
/// @param actor who did it
/// @param project where
/// @param action what was done, as `alias.set`
/// @param subject what it was done to, as `model/home-sales`
/// @param before what was there, as JSON; empty for nothing
/// @param after what is there since, as JSON; empty for nothing
/// @param reason in plain words; may be empty
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    String project,
    String action,
    String subject,
    String before,
    String after,
    String reason) {}
