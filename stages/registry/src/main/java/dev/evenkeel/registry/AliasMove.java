package dev.evenkeel.registry;

import java.time.Instant;

/// An alias came to point at a version. Moves are never changed; the newest one says where it
/// points.
///
/// @param number the version from now on
/// @param actor who moved it: a person, or `policy`
/// @param reason in plain words
public record AliasMove(
    String model, String alias, int number, Instant at, String actor, String reason) {}
