package dev.evenkeel.data;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.checks.BatchCheck.Judged;
import dev.evenkeel.checks.RuleWords;
import dev.evenkeel.data.Draft.Added;
import dev.evenkeel.data.Draft.Checked;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
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
  private final IngestDrafts drafts;

  Ingestion(Warehouse warehouse) {
    this.warehouse = warehouse;
    this.drafts = new IngestDrafts(warehouse);
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
        .filter(version -> isFinal(version, ingest.contract()))
        .map(version ->
            version.state() == DatasetVersion.State.REJECTED
                ? new IngestResult(
                    Optional.empty(),
                    Optional.of(new IngestResult.Refusal(version, "it was refused before")),
                    List.of(),
                    version.rejected(),
                    List.of())
                : new IngestResult(
                    Optional.of(version),
                    Optional.empty(),
                    List.of(),
                    version.rejected(),
                    List.of()));
  }

  /// What one contract refused, another may take.
  private boolean isFinal(DatasetVersion version, BatchContract contract) {
    return version.state() != DatasetVersion.State.REJECTED
        || warehouse.versions().row(version).getContractDigest().equals(contract.digest());
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
      Staging.Counts counts = staging.counts();
      List<IngestResult.RuleResult> results = staging.results();
      if (counts.all() == 0) {
        return new IngestResult(Optional.empty(), Optional.empty(), results, 0, List.of());
      }
      Optional<String> refused =
          refusal(staging.judged())
              .or(() ->
                  counts.good() == 0
                      ? Optional.of("no row is as the contract says")
                      : Optional.empty());
      return refused.isPresent()
          ? refuse(duck, ingest, staging, results, refused.get())
          : take(duck, ingest, staging, results);
    }
  }

  private static Optional<String> refusal(List<Judged> judged) {
    return judged.stream()
        .filter(Judged::refuses)
        .map(Judged::result)
        .map(result ->
            "%s, %s: %s"
                .formatted(
                    RuleWords.about(result.rule()),
                    result.rule().name().isEmpty()
                        ? RuleWords.kind(result.rule())
                        : result.rule().name(),
                    result.reason()))
        .findFirst();
  }

  /// Nothing of it becomes readable; the whole batch goes to quarantine.
  private IngestResult refuse(
      DuckDb duck,
      Ingest ingest,
      Staging staging,
      List<IngestResult.RuleResult> results,
      String why) {
    long rows = staging.counts().all();
    String kept = quarantine(duck).keep(file -> staging.writeAll(file, why));
    Checked checked = new Checked(rows, Optional.of(kept), Json.text(results));
    DatasetVersion version = warehouse.publisher().reject(IngestDrafts.rejected(ingest, checked));
    return new IngestResult(
        Optional.empty(),
        Optional.of(new IngestResult.Refusal(version, why)),
        results,
        rows,
        examples(ingest, staging));
  }

  private Quarantine quarantine(DuckDb duck) {
    return new Quarantine(duck, warehouse.blobs(), warehouse.scratch());
  }

  private static List<QuarantinedRow> examples(Ingest ingest, Staging staging) {
    return staging.examples(EXAMPLES_MAX).stream()
        .map(row -> row.masked(ingest.contract().table()))
        .toList();
  }

  private IngestResult take(
      DuckDb duck, Ingest ingest, Staging staging, List<IngestResult.RuleResult> ofRows) {
    IcebergTables tables = warehouse.tables();
    TableEdit edit =
        Publisher.onDisk(() -> tables.edit(ingest.dataset(), ingest.contract().table()));
    String location = IcebergTables.newFile(edit.table());
    List<IngestResult.RuleResult> results = new ArrayList<>(ofRows);
    long bad = staging.counts().bad();
    Draft draft;
    try {
      Path path = tables.files().local(location);
      VersionSql.Files.createParent(path);
      WrittenFile file = staging.writeGood(edit.table(), path, ingest.contract().mark());
      List<Judged> whole = judgeWhole(ingest, staging, path, file.rows());
      whole.forEach(each -> results.add(IngestResult.RuleResult.of(each.result(), 0)));
      Optional<String> refused = refusal(whole);
      if (refused.isPresent()) {
        tables.delete(location);
        return refuse(duck, ingest, staging, results, refused.get());
      }
      tables.files().keep(location);
      warehouse.publisher().step(PublishStep.WRITTEN);
      Optional<String> kept =
          bad == 0 ? Optional.empty() : Optional.of(quarantine(duck).keep(staging::writeBad));
      Checked checked = new Checked(bad, kept, Json.text(results));
      draft = drafts.of(duck, ingest, checked, edit, Added.of(location, file, Optional.empty()));
    } catch (RuntimeException e) {
      tables.deleteAfter(e, location);
      throw e;
    }
    DatasetVersion version =
        warehouse
            .publisher()
            .publish(draft, edit, () -> tables.edit(ingest.dataset(), ingest.contract().table()));
    return new IngestResult(
        Optional.of(version),
        Optional.empty(),
        results,
        bad,
        bad == 0 ? List.of() : examples(ingest, staging));
  }

  /// Of the rows that may go on, and of the dataset as it would be.
  private List<Judged> judgeWhole(Ingest ingest, Staging staging, Path file, long rows) {
    if (!staging.isJudgedWhole()) {
      return List.of();
    }
    long before =
        ingest.mode() == Ingest.Mode.OVERWRITE
            ? 0
            : warehouse.versions().published(ingest.dataset(), Integer.MAX_VALUE, 1).stream()
                .mapToLong(version -> version.total().rows())
                .sum();
    try (Scratch scratch = Scratch.in(warehouse.scratch())) {
      return staging.judgedWhole(file, before + rows, scratch.folder());
    }
  }
}
