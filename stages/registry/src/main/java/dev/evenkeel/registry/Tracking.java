package dev.evenkeel.registry;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.search.ExperimentSearch;
import dev.evenkeel.registry.search.LoggedModelSearch;
import dev.evenkeel.registry.search.RunSearch;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.LoggedModels;
import dev.evenkeel.registry.tracking.Runs;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;

/// What notebooks log, each part by its door.
///
/// @param artifacts files of runs and logged models
public record Tracking(
    Experiments experiments,
    Runs runs,
    LoggedModels loggedModels,
    Artifacts artifacts,
    ExperimentSearch experimentSearch,
    RunSearch runSearch,
    LoggedModelSearch loggedModelSearch) {
  /// All of it in one database and one store of blobs.
  ///
  /// @param fileBytesMax a larger file is refused
  public static Tracking of(Database database, BlobStore blobs, Clock clock, long fileBytesMax) {
    return new Tracking(
        new Experiments(database, clock),
        new Runs(database, clock),
        new LoggedModels(database, clock),
        new Artifacts(database, blobs, clock, fileBytesMax),
        new ExperimentSearch(database),
        new RunSearch(database),
        new LoggedModelSearch(database));
  }
}
