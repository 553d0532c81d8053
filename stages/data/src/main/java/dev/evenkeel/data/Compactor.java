package dev.evenkeel.data;

import dev.evenkeel.data.Draft.Added;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;

/// Writes the rows of many small files into few large ones and publishes that as a version. The
/// files are written first, beside everything else; only the publish keeps other writers waiting.
/// What came meanwhile stays behind them, and when what was rewritten is no longer there, nothing
/// is published.
final class Compactor {
  private final Warehouse warehouse;

  Compactor(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// Compacts the newest version.
  ///
  /// @param aloneBytes files of this size are left alone
  /// @param at business time of the new version; empty for that of the newest
  /// @return empty when there is nothing to gain, or another writer took the files away meanwhile
  Optional<DatasetVersion> compact(
      String dataset, long aloneBytes, Optional<Instant> at, String message) {
    Optional<DatasetVersion> seen = newest(dataset);
    List<List<StoredFile>> groups =
        seen.map(version -> Compaction.groups(files(version), aloneBytes)).orElse(List.of());
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    Schema schema = warehouse.reader().schema(seen.orElseThrow());
    List<Added> written = Publisher.onDisk(() -> write(dataset, groups, schema));
    return warehouse
        .locks()
        .locked(
            dataset, () -> Publisher.onDisk(() -> publish(dataset, groups, written, at, message)));
  }

  private List<Added> write(String dataset, List<List<StoredFile>> groups, Schema schema) {
    Table table = warehouse.tables().demand(dataset);
    List<Added> written = new ArrayList<>();
    try {
      groups.forEach(group -> written.add(rewritten(group, schema, table)));
      warehouse.publisher().step(PublishStep.WRITTEN);
      return written;
    } catch (RuntimeException e) {
      written.forEach(file -> warehouse.tables().deleteAfter(e, file.path()));
      throw e;
    }
  }

  private Added rewritten(List<StoredFile> group, Schema schema, Table table) {
    String location = IcebergTables.newFile(table);
    Path file = warehouse.tables().files().local(location);
    List<Path> sources = warehouse.reader().paths(group);
    try {
      WrittenFile written =
          warehouse.query(duck -> VersionSql.rewrite(duck, schema, sources, "", file));
      long rows = group.stream().mapToLong(StoredFile::rows).sum();
      if (written.rows() != rows) {
        throw new IllegalStateException(
            "Cannot compact: files of %d rows became one of %d".formatted(rows, written.rows()));
      }
      warehouse.tables().files().keep(location);
      return Added.of(location, written, Optional.of(group.getFirst().position()));
    } catch (RuntimeException e) {
      warehouse.tables().deleteAfter(e, location);
      throw e;
    }
  }

  private Optional<DatasetVersion> publish(
      String dataset,
      List<List<StoredFile>> groups,
      List<Added> written,
      Optional<Instant> at,
      String message) {
    Optional<DatasetVersion> newest = newest(dataset);
    Set<String> removed =
        groups.stream().flatMap(List::stream).map(StoredFile::path).collect(Collectors.toSet());
    List<StoredFile> there =
        newest.map(this::files).orElse(List.of()).stream()
            .filter(file -> removed.contains(file.path()))
            .toList();
    if (newest.isEmpty() || there.size() != new HashSet<>(removed).size()) {
      written.forEach(file -> warehouse.tables().delete(file.path()));
      return Optional.empty();
    }
    DatasetVersion parent = newest.get();
    DataDatasetVersionRecord row = warehouse.versions().row(parent);
    Draft draft =
        new DraftBuilder(
                parent,
                Operation.COMPACT,
                at.orElse(parent.at()),
                message,
                row.getContractDigest(),
                SchemaParser.toJson(warehouse.reader().schema(parent)))
            .files(written, there)
            .profile(
                new Draft.Profile(
                    Optional.ofNullable(row.getProfile()), warehouse.datasets().sketches(dataset)))
            .build();
    return Optional.of(
        warehouse
            .publisher()
            .publish(
                draft, warehouse.tables().edit(dataset), () -> warehouse.tables().edit(dataset)));
  }

  private Optional<DatasetVersion> newest(String dataset) {
    return warehouse.versions().published(dataset, Integer.MAX_VALUE, 1).stream().findFirst();
  }

  private List<StoredFile> files(DatasetVersion version) {
    return warehouse.files().of(version.dataset(), version.number());
  }
}
