package dev.evenkeel.registry.tracking;

/// Whether an experiment or a run is in use. A deleted one keeps all it has until it is restored.
public enum Stage {
  ACTIVE,
  DELETED
}
