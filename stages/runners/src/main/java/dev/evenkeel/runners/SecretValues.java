package dev.evenkeel.runners;

import java.util.Optional;

/// What stands behind references to secrets.
public interface SecretValues {
  /// The value for an attempt, asked for when it is submitted; a token may be made for it.
  Optional<String> value(Attempt attempt, String reference);
}
