package dev.evenkeel.store;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.YamlMap;
import java.nio.file.Path;

/// Folders of a disk that several machines mount, for nodes that share one database.
public final class FolderPlaces implements BlobPlaces {
  /// For `ServiceLoader`.
  public FolderPlaces() {}

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public BlobPlace read(YamlMap settings) {
    Path path = Path.of(settings.text("path"));
    if (!path.isAbsolute()) {
      throw settings
          .placeOf("path")
          .problem("`path` cannot be used", "an absolute path, which all nodes mount")
          .asException();
    }
    return new Folder(path);
  }

  private record Folder(Path path) implements BlobPlace {
    @Override
    public BlobStore open(Path scratch) {
      demandThere();
      return new LocalBlobStore(path);
    }

    @Override
    public RemoteFiles files() {
      demandThere();
      return new FolderFiles(path);
    }

    /// To make it would hide a disk that is not mounted.
    private void demandThere() {
      if (!path.toFile().isDirectory()) {
        throw new Problem(
                Problem.Kind.CONFIGURATION,
                "the shared folder is not there",
                path.toString(),
                "a folder that all nodes mount",
                "mount the disk, or make the folder on it")
            .asException();
      }
    }
  }
}
