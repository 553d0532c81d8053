package dev.evenkeel.console;

import java.util.List;

/// Who is told of what happens to models.
///
/// @param problem why something was not done; empty when all was
/// @param secret of a webhook that was just made, shown this once; empty otherwise
/// @param events that can be told
/// @param older before which the next page begins; empty on the last
public record WebhooksView(
    String problem, String secret, List<Row> webhooks, List<String> events, String older) {
  public WebhooksView {
    webhooks = List.copyOf(webhooks);
    events = List.copyOf(events);
  }

  /// A webhook.
  ///
  /// @param form in which it is told, in words
  public record Row(
      String id,
      String name,
      String url,
      String form,
      List<String> events,
      boolean isActive,
      String created) {
    public Row {
      events = List.copyOf(events);
    }
  }
}
