package dev.evenkeel.registry;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.webhooks.Deliveries;
import dev.evenkeel.registry.webhooks.Subscriptions;
import dev.evenkeel.registry.webhooks.WebhookRoutes;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.OutboxSchedule;
import dev.evenkeel.store.SecretBox;
import dev.evenkeel.store.WorkQueue;
import java.util.List;

/// Webhooks: who is told of what happens to models.
///
/// @param subscriptions who is told of what
/// @param deliveries what became of telling them; rooms raise events by it
public record Webhooks(Subscriptions subscriptions, Deliveries deliveries) {
  /// All of it in one database.
  ///
  /// @param queue of its own, not started yet
  /// @param schedule how often a receiver that does not answer is asked again
  public static Webhooks of(
      Database database,
      WorkQueue queue,
      OutboxSchedule schedule,
      Egress egress,
      SecretBox secrets,
      Clock clock) {
    Subscriptions subscriptions =
        new Subscriptions(database, egress, secrets, new AuditLog(database, clock), clock);
    return new Webhooks(
        subscriptions, new Deliveries(database, queue, schedule, subscriptions, egress, clock));
  }

  /// By which rooms tell what happened.
  public Events events() {
    return deliveries;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return new WebhookRoutes(subscriptions, deliveries).routes();
  }
}
