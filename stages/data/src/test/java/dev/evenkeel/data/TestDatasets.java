package dev.evenkeel.data;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.nio.file.Path;

/// The datasets of a folder, for tests.
public final class TestDatasets {
  private TestDatasets() {}

  /// Opens what lies in the folder; a second time, what the first one left.
  public static Datasets open(Database database, Path folder) {
    Path data = folder.resolve("data");
    return Datasets.open(
        database, new LocalBlobStore(folder.resolve("blobs")), data, CatalogAddress.embedded(data));
  }
}
