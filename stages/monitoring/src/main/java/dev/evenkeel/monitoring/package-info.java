/// What was seen of a model in production.
///
/// **Lives here:** windows of drift and of performance, and the alerts that open and close by them.
///
/// **May come in:** profiles, the registry's versions, observations through [ObservationSource].
/// **Stays out:** acting on what was seen.
///
/// **Door:** [Monitoring] closes windows and tells of them; [MonitorPolicy] is what a user wrote.
@NullMarked
package dev.evenkeel.monitoring;

import org.jspecify.annotations.NullMarked;
