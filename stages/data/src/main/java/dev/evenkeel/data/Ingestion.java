package dev.evenkeel.data;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.Draft.Added;
import dev.evenkeel.data.Draft.Checked;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes a version of a batch: its good rows, under a contract.
final class Ingestion {
  private static final int EXAMPLES_MAX = 5;
  private static final int KEY_CHARS_MAX = 200;

  private final Warehouse warehouse;

  Ingestion(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  IngestResult ingest(Ingest ingest) {
    Names.check("dataset", ingest.dataset());
    warehouse.datasets().demandEditor(ingest.dataset());
    ingest.idempotencyKey().ifPresent(Ingestion::demandShort);
    return warehouse
        .locks()
        .locked(
            ingest.dataset(),
            () -> earlier(ingest).orElseGet(() -> onEngine(ingest, duck -> ingest(duck, ingest))));
  }

  private static void demandShort(String key) {
    if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the idempotency key cannot be used",
              "",
              "1 to %d characters".formatted(KEY_CHARS_MAX),
              "")
          .asException();
    }
  }

  /// The answer to a batch that came before.
  private Optional<IngestResult> earlier(Ingest ingest) {
    return ingest
        .idempotencyKey()
        .flatMap(key -> warehouse.versions().byKey(ingest.dataset(), key))
        .map(version ->
            new IngestResult(Optional.of(version), List.of(), version.rejected(), List.of()));
  }

  /// A history's rows are seen by its own connection only.
  private <T> T onEngine(Ingest ingest, Function<DuckDb, T> work) {
    return ingest.source() instanceof Source.Slice slice
        ? slice.history().onItsConnection(work)
        : warehouse.query(work);
  }

  private IngestResult ingest(DuckDb duck, Ingest ingest) {
    try (SourceRelation source = SourceRelation.of(duck, ingest);
        Staging staging = source.stage(ingest.contract())) {
      List<IngestResult.RuleResult> results = staging.results();
      Staging.Counts counts = staging.counts();
      List<QuarantinedRow> examples =
          counts.bad() == 0
              ? List.of()
              : staging.examples(EXAMPLES_MAX).stream()
                  .map(row -> row.masked(ingest.contract()))
                  .toList();
      if (counts.good() == 0) {
        return new IngestResult(Optional.empty(), results, counts.bad(), examples);
      }
      Optional<String> rejected =
          counts.bad() == 0
              ? Optional.empty()
              : Optional.of(
                  new Quarantine(duck, warehouse.blobs(), warehouse.scratch()).keep(staging));
      Checked checked = new Checked(counts.bad(), rejected, Json.text(results));
      DatasetVersion version = publish(duck, ingest, staging, checked);
      return new IngestResult(Optional.of(version), results, counts.bad(), examples);
    }
  }

  private DatasetVersion publish(DuckDb duck, Ingest ingest, Staging staging, Checked checked) {
    IcebergTables tables = warehouse.tables();
    TableEdit edit = Publisher.onDisk(() -> tables.edit(ingest.dataset(), ingest.contract()));
    String location = IcebergTables.newFile(edit.table());
    String contract =
        ContractDocuments.of(warehouse.datasets().find(ingest.dataset()), ingest.contract());
    Draft draft;
    try {
      Path path = tables.files().local(location);
      VersionSql.Files.createParent(path);
      WrittenFile file = staging.writeGood(edit.table(), path, ContractMark.option(contract));
      tables.files().keep(location);
      warehouse.publisher().step(PublishStep.WRITTEN);
      Added added = Added.of(location, file, Optional.empty());
      draft = draft(duck, ingest, contract, checked, edit, added);
    } catch (RuntimeException e) {
      tables.deleteAfter(e, location);
      throw e;
    }
    return warehouse
        .publisher()
        .publish(draft, edit, () -> tables.edit(ingest.dataset(), ingest.contract()));
  }

  private Draft draft(
      DuckDb duck, Ingest ingest, String contract, Checked checked, TableEdit edit, Added file) {
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
        Digests.of(contract),
        contract,
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
