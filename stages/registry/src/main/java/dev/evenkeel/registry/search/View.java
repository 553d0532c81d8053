package dev.evenkeel.registry.search;

/// Whether a search sees what is deleted; the names and their order are those of MLflow's protocol,
/// which counts them from 1.
public enum View {
  /// Only what is not deleted.
  ACTIVE_ONLY,
  /// Only what is deleted.
  DELETED_ONLY,
  /// Both.
  ALL
}
