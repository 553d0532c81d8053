/// Who is told of what happens to models, and how.
///
/// **Lives here:** subscriptions, the two forms in which events are told (MLflow's and ours), their
/// signatures, the addresses under `/api/v1/webhooks`. Carrying is the outbox's work.
///
/// **Door:** [Subscriptions] and [Deliveries], which `server` shows on pages.
@NullMarked
package dev.evenkeel.registry.webhooks;

import org.jspecify.annotations.NullMarked;
