package dev.evenkeel.data;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.KeptFile;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.TableKeys.Grant;
import dev.evenkeel.store.ProjectSight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;

/// The files that a reader of a table needs: data files that a version has, and the manifests that
/// lead to them. What else lies there, of drafts or of versions that are gone, is nobody's.
final class TableFiles {
  private static final String PARQUET = "application/vnd.apache.parquet";
  private static final String AVRO = "application/octet-stream";
  private static final int LISTS_MAX = 10_000;

  private final Warehouse warehouse;

  /// Which manifests a manifest list names. Neither ever changes.
  private final Map<String, List<String>> manifests =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
          return size() > LISTS_MAX;
        }
      };

  TableFiles(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// A file that is there.
  record Found(KeptFile file, Instant changed) {}

  /// The file of a name, if the table has it for its readers.
  ///
  /// @param location as Iceberg's metadata names it
  Optional<Found> find(Grant grant, String location) {
    return ProjectSight.workingFor(grant.project())
        .get(() ->
            warehouse
                .datasets()
                .find(grant.dataset())
                .filter(dataset -> dataset.project().equals(grant.project()))
                .flatMap(dataset -> found(dataset.name(), location)));
  }

  private Optional<Found> found(String dataset, String location) {
    Optional<StoredFile> data = warehouse.files().read(dataset, location);
    if (data.isPresent()) {
      return kept(location, data.get().sha256(), PARQUET);
    }
    return leadsToData(dataset, location)
        // Its name is as good as its content: no second file ever bears it.
        ? kept(location, Digests.of(location), AVRO)
        : Optional.empty();
  }

  private boolean leadsToData(String dataset, String location) {
    return warehouse
        .tables()
        .find(dataset)
        .filter(table -> location.startsWith(table.location() + "/"))
        .map(PublishedTable::of)
        .map(table -> leadsToData(table.snapshots().reversed(), location))
        .orElse(false);
  }

  /// Whoever wants a manifest has just read the list that names it, so that list is known; only
  /// after a restart are lists read until it is found.
  private boolean leadsToData(List<Snapshot> newestFirst, String location) {
    for (Snapshot snapshot : newestFirst) {
      if (location.equals(snapshot.manifestListLocation())) {
        manifests(snapshot);
        return true;
      }
    }
    return newestFirst.stream()
            .anyMatch(snapshot -> known(snapshot.manifestListLocation()).contains(location))
        || newestFirst.stream().anyMatch(snapshot -> manifests(snapshot).contains(location));
  }

  private List<String> known(String list) {
    synchronized (manifests) {
      return manifests.getOrDefault(list, List.of());
    }
  }

  private List<String> manifests(Snapshot snapshot) {
    String list = snapshot.manifestListLocation();
    // None names nothing: a version has a file.
    List<String> known = known(list);
    if (!known.isEmpty()) {
      return known;
    }
    List<String> read =
        snapshot.allManifests(warehouse.tables().files()).stream().map(ManifestFile::path).toList();
    synchronized (manifests) {
      manifests.put(list, read);
    }
    return read;
  }

  private Optional<Found> kept(String location, String digest, String type) {
    Path file = warehouse.tables().local(location);
    try {
      return Optional.of(
          new Found(
              new KeptFile(digest, Files.size(file), type, from -> opened(file, from)),
              Files.getLastModifiedTime(file).toInstant()));
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file of the warehouse behind its first bytes.
  static InputStream opened(Path file, long from) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return Channels.newInputStream(channel.position(from));
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "the data file is no longer kept",
              "restore the home folder from a backup")
          .asException(e);
    }
  }
}
