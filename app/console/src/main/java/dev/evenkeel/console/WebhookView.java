package dev.evenkeel.console;

import java.util.List;

/// A webhook with what it was told.
///
/// @param problem why something was not done; empty when all was
/// @param tested what came of a test; empty without one
/// @param older before which the next page begins; empty on the last
public record WebhookView(
    String problem,
    String tested,
    WebhooksView.Row webhook,
    List<Delivery> deliveries,
    String older) {
  public WebhookView {
    deliveries = List.copyOf(deliveries);
  }

  /// Something that it was or is to be told.
  ///
  /// @param state delivered, pending or dead
  /// @param status the last answer's; empty without one
  /// @param note what went wrong
  public record Delivery(
      String id,
      String event,
      String state,
      String attempts,
      String status,
      String changed,
      String note) {}
}
