package dev.evenkeel.registry;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.search.RegisteredModelSearch;
import dev.evenkeel.registry.search.VersionSearch;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;

/// What is registered, as clients of MLflow know it, each part by its door; [Models] and
/// [Promotions] are the same versions as serving knows them.
///
/// @param pages what the searches find, read at once
/// @param serving the versions as serving knows them
public record Registered(
    RegisteredModels models,
    RegisteredVersions versions,
    RegistryPages pages,
    RegisteredModelSearch modelSearch,
    VersionSearch versionSearch,
    Models serving,
    Aliases aliases,
    Promotions promotions) {
  /// All of it in one database and one store of blobs.
  ///
  /// @param modelBytesMax of a folder that is to be served
  public static Registered of(
      Database database,
      BlobStore blobs,
      Models models,
      Aliases aliases,
      Promotions promotions,
      Artifacts artifacts,
      Clock clock,
      long modelBytesMax,
      Events events) {
    return new Registered(
        new RegisteredModels(database, aliases, clock, events),
        new RegisteredVersions(
            database, blobs, models, aliases, artifacts, clock, modelBytesMax, events),
        new RegistryPages(database),
        new RegisteredModelSearch(database),
        new VersionSearch(database),
        models,
        aliases,
        promotions);
  }
}
