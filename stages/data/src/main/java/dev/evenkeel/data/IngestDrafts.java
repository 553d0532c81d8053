package dev.evenkeel.data;

import dev.evenkeel.data.Draft.Added;
import dev.evenkeel.data.Draft.Checked;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drafts of versions that batches become, with what is known of their rows.
final class IngestDrafts {
  private final Warehouse warehouse;

  IngestDrafts(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// Of a batch that may not be read.
  static Draft rejected(Ingest ingest, Checked checked) {
    return new Draft(
        ingest.dataset(),
        ingest.mode().operation(),
        Optional.empty(),
        ingest.at(),
        ingest.message(),
        ingest.contract().toString(),
        ingest.contract().digest(),
        ingest.contract().yaml(),
        ingest.origin(),
        ingest.idempotencyKey(),
        List.of(),
        List.of(),
        "",
        checked,
        Draft.Profile.UNKNOWN);
  }

  /// Of rows that lie in a file.
  Draft of(DuckDb duck, Ingest ingest, Checked checked, TableEdit edit, Added file) {
    boolean overwrites = ingest.mode() == Ingest.Mode.OVERWRITE;
    Optional<DatasetVersion> parent =
        warehouse.versions().published(ingest.dataset(), Integer.MAX_VALUE, 1).stream().findFirst();
    List<StoredFile> removed =
        overwrites
            ? parent
                .map(version -> warehouse.files().of(version.dataset(), version.number()))
                .orElse(List.of())
            : List.of();
    Profiler.Profiled batch =
        Profiler.of(duck, List.of(warehouse.tables().local(file.path())), edit.schema());
    return new Draft(
        ingest.dataset(),
        ingest.mode().operation(),
        overwrites ? Optional.of(parent.map(DatasetVersion::number).orElse(0)) : Optional.empty(),
        ingest.at(),
        ingest.message(),
        ingest.contract().toString(),
        ingest.contract().digest(),
        ingest.contract().yaml(),
        ingest.origin(),
        ingest.idempotencyKey(),
        List.of(file),
        removed,
        edit.schemaJson(),
        checked,
        overwrites ? batch.stored() : merged(duck, parent, batch, file));
  }

  /// With what is known of the rows that are there; they are read once if nothing is.
  private Draft.Profile merged(
      DuckDb duck, Optional<DatasetVersion> parent, Profiler.Profiled batch, Added file) {
    if (parent.isEmpty()) {
      return batch.stored();
    }
    Optional<String> sketches = warehouse.datasets().sketches(parent.get().dataset());
    Optional<String> profile =
        Optional.ofNullable(warehouse.versions().row(parent.get()).getProfile());
    if (sketches.isPresent() && profile.isPresent()) {
      return Profiler.merged(Profiler.read(profile.get()), sketches.get(), batch).stored();
    }
    List<Path> all = new ArrayList<>(warehouse.reader().paths(parent.get()));
    all.add(warehouse.tables().local(file.path()));
    return Profiler.of(duck, all, batch.schema()).stored();
  }
}
