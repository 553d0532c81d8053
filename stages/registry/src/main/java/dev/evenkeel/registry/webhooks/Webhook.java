package dev.evenkeel.registry.webhooks;

import java.util.Set;

/// Somebody who wants to be told, and of what. The secret that signs is never part of it.
///
/// @param number counts up
/// @param project whose events
/// @param isActive whether events are told for now
/// @param createdMillis since 1970
/// @param updatedMillis since 1970
public record Webhook(
    long number,
    String id,
    String project,
    Form form,
    String name,
    String description,
    String url,
    Set<EventType> events,
    boolean isActive,
    long createdMillis,
    long updatedMillis) {
  public Webhook {
    events = Set.copyOf(events);
  }

  /// In which form it is told.
  public enum Form {
    /// MLflow's body and headers; made by its API.
    MLFLOW,

    /// CloudEvents, signed by the rules of Standard Webhooks.
    CLOUDEVENTS
  }
}
