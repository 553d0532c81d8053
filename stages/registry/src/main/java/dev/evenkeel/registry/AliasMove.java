package dev.evenkeel.registry;

import java.time.Instant;

/// An alias came to point at a version. Moves are never changed; the newest one says where it
/// points.
///
/// @param number the version from now on; [#NOWHERE] when the alias was removed
/// @param actor who moved it: a person, or `policy`
/// @param reason in plain words
public record AliasMove(
    String model, String alias, int number, Instant at, String actor, String reason) {
  /// What no version is called.
  public static final int NOWHERE = 0;

  /// Whether it points at a version.
  public boolean isSet() {
    return number != NOWHERE;
  }
}
