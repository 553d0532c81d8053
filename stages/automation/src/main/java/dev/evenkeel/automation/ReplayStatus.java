package dev.evenkeel.automation;

import dev.evenkeel.store.Database;
import java.time.Instant;
import java.util.Optional;

/// How far a replay is, for whoever shows it.
///
/// @param doneUntil everything before this business time is complete
public record ReplayStatus(Instant doneUntil, boolean finished, ReplayProgress progress) {

  /// The replay of a model; empty when there is none.
  public static Optional<ReplayStatus> of(Database database, String model) {
    return new ReplayState(database, model)
        .read()
        .map(stored -> new ReplayStatus(stored.doneUntil(), stored.finished(), stored.progress()));
  }
}
