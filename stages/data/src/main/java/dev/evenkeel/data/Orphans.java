package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.data.Cleaning.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/// Files in a dataset's folder that nothing names: writes that a crash cut off, and Iceberg's
/// metadata of snapshots that are gone. Young ones are left alone, since a writer may be at them.
final class Orphans {
  private final List<Path> files;

  private Orphans(List<Path> files) {
    this.files = files;
  }

  static Orphans of(Warehouse warehouse, String dataset, Duration grace) {
    Optional<Table> table = warehouse.tables().find(dataset);
    if (table.isEmpty()) {
      return new Orphans(List.of());
    }
    Path folder = warehouse.tables().local(table.get().location());
    // Looked at before what is known is asked for: what comes meanwhile is young in any case.
    Instant old = Clock.system().now().minus(grace);
    List<Path> found = old(folder, old);
    Set<Path> known = known(warehouse, dataset, table.get());
    return new Orphans(found.stream().filter(file -> !known.contains(file)).toList());
  }

  private static List<Path> old(Path folder, Instant before) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> modified(file).isBefore(before))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      // It has gone meanwhile.
      return Instant.MAX;
    }
  }

  private static Set<Path> known(Warehouse warehouse, String dataset, Table table) {
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
    Set<Path> known = new HashSet<>();
    names.forEach(name -> known.add(warehouse.tables().local(name)));
    return known;
  }

  List<Item> items() {
    return files.stream()
        .map(file -> new Item("orphan", file.getFileName().toString(), "nothing names it", 0))
        .toList();
  }

  void delete() {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
