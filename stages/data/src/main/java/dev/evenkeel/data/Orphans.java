package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.data.Cleaning.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/// Files in a dataset's folder that nothing names: writes that a crash cut off, and Iceberg's
/// metadata of snapshots that are gone. Young ones are left alone, since a writer may be at them.
final class Orphans {
  private final LocalFileIO io;
  private final List<String> files;

  private Orphans(LocalFileIO io, List<String> files) {
    this.io = io;
    this.files = files;
  }

  static Orphans of(Warehouse warehouse, String dataset, Duration grace) {
    LocalFileIO io = warehouse.tables().files();
    Optional<Table> table = warehouse.tables().find(dataset);
    if (table.isEmpty()) {
      return new Orphans(io, List.of());
    }
    // Looked at before what is known is asked for: what comes meanwhile is young in any case.
    Instant old = Clock.system().now().minus(grace);
    List<String> found = io.old(table.get().location(), old);
    Set<String> known = known(warehouse, dataset, table.get());
    return new Orphans(io, found.stream().filter(file -> !known.contains(file)).toList());
  }

  private static Set<String> known(Warehouse warehouse, String dataset, Table table) {
    Set<String> names = new HashSet<>();
    warehouse.files().all(dataset).forEach(file -> names.add(file.path()));
    names.addAll(new DoomedFiles(warehouse).paths(dataset));
    names.addAll(ReachableFileUtil.metadataFileLocations(table, false));
    names.addAll(ReachableFileUtil.manifestListLocations(table));
    names.addAll(ReachableFileUtil.statisticsFilesLocations(table));
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        names.add(manifest.path());
      }
    }
    return names;
  }

  List<Item> items() {
    return files.stream()
        .map(file -> file.substring(file.lastIndexOf('/') + 1))
        .map(name -> new Item("orphan", name, "nothing names it", 0))
        .toList();
  }

  void delete(CleaningProgress progress) {
    long done = 0;
    for (String file : files) {
      io.deleteFile(file);
      progress.at("orphans", ++done, files.size(), 0);
    }
  }
}
