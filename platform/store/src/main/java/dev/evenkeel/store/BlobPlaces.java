package dev.evenkeel.store;

import dev.evenkeel.base.YamlMap;
import java.nio.file.Path;

/// A kind of place beside the home that keeps blobs, found by `ServiceLoader`. Its store proves
/// itself by a subclass of `BlobStoreContract`.
public interface BlobPlaces {
  /// Its key in the section `blobs` of `server.yaml`.
  String name();

  /// Reads the settings below that key; nothing is asked of the place yet.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` when they are wrong
  BlobPlace read(YamlMap settings);

  /// One place.
  interface BlobPlace {
    /// Opens it, and makes sure that it can be reached.
    ///
    /// @param scratch a folder of its own on the disk, which may vanish between two starts
    /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` or `ENVIRONMENT` when it
    ///   cannot be used
    BlobStore open(Path scratch);

    /// Opens it for files under names of their own, and makes sure that it can be reached.
    ///
    /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` or `ENVIRONMENT` when it
    ///   cannot be used
    RemoteFiles files();
  }
}
