package dev.evenkeel.data;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/// A dataset's table as readers may see it: with what `main` and the versions' tags pin. What is
/// being published lies on a branch that nobody reads before it is checked.
///
/// @param metadata without that
/// @param location of the whole metadata
/// @param snapshots that are left
record PublishedTable(TableMetadata metadata, String location, List<Snapshot> snapshots) {
  static PublishedTable of(Table table) {
    TableMetadata whole = ((HasTableOperations) table).operations().current();
    TableMetadata.Builder published = TableMetadata.buildFrom(whole);
    Set<Long> pinned = new HashSet<>();
    whole
        .refs()
        .forEach((name, ref) -> {
          if (ref.isTag() || name.equals(SnapshotRef.MAIN_BRANCH)) {
            pinned.add(ref.snapshotId());
          } else {
            published.removeRef(name);
          }
        });
    Collection<Long> hidden =
        whole.snapshots().stream()
            .map(Snapshot::snapshotId)
            .filter(id -> !pinned.contains(id))
            .toList();
    published.removeSnapshots(hidden);
    TableMetadata metadata = published.discardChanges().build();
    return new PublishedTable(metadata, whole.metadataFileLocation(), metadata.snapshots());
  }
}
