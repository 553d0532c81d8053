package dev.evenkeel.pipelines;

/// Which secrets a run may count on, so that a missing one is told before anything starts.
@FunctionalInterface
public interface KnownSecrets {
  /// There are none.
  KnownSecrets NONE = (_, _) -> false;

  /// Whether a project has a secret of this name.
  boolean has(String project, String name);
}
