package dev.evenkeel.data;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.Draft.Added;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;

/// What makes a version of a dataset besides batches, and what takes versions away. Each asks first
/// whether whoever acts may.
public final class DatasetOperations {
  private final Warehouse warehouse;

  DatasetOperations(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// Makes a new version equal to an earlier one; none is lost.
  public DatasetVersion rollBack(DatasetVersion to, Instant at, String message) {
    return changing(
        to.dataset(),
        newest -> {
          DatasetVersion target =
              warehouse.versions().version(to.dataset(), to.number()).orElseThrow(() -> gone(to));
          List<StoredFile> now = files(newest);
          List<StoredFile> then = files(target);
          DataDatasetVersionRecord row = warehouse.versions().row(target);
          Draft draft =
              draft(newest, Operation.ROLLBACK, at, message)
                  .contract(target.contract(), row.getContractDigest())
                  .files(without(then, now).stream().map(Added::again).toList(), without(now, then))
                  .schema(SchemaParser.toJson(warehouse.reader().schema(target)))
                  .profile(Draft.Profile.of(row.getProfile()))
                  .build();
          return publish(draft, () -> calledAsIn(target));
        });
  }

  private static List<StoredFile> without(List<StoredFile> files, List<StoredFile> others) {
    Set<String> paths = others.stream().map(StoredFile::path).collect(Collectors.toSet());
    return files.stream().filter(file -> !paths.contains(file.path())).toList();
  }

  /// Gives columns other names and adds new ones; the rows are the same.
  ///
  /// @param names new ones by old ones
  /// @param added columns that all rows lack
  public DatasetVersion evolve(
      String dataset, Map<String, String> names, List<Property> added, Instant at, String message) {
    return changing(
        dataset,
        newest -> {
          Schema schema = warehouse.reader().schema(newest);
          Evolution.demandPossible(schema, names, added);
          List<Property> missing =
              added.stream().filter(column -> schema.findField(column.name()) == null).toList();
          TableEdit edit = evolved(dataset, names, missing);
          Draft draft =
              draft(newest, Operation.EVOLVE, at, message)
                  .schema(edit.schemaJson())
                  .profile(renamed(known(newest), edit.schema()))
                  .build();
          return publish(draft, () -> evolved(dataset, names, missing));
        });
  }

  private TableEdit calledAsIn(DatasetVersion earlier) {
    TableEdit edit = warehouse.tables().edit(earlier.dataset());
    edit.renameAsIn(warehouse.reader().schema(earlier));
    return edit;
  }

  private TableEdit evolved(String dataset, Map<String, String> names, List<Property> missing) {
    TableEdit edit = warehouse.tables().edit(dataset);
    edit.rename(names);
    edit.add(missing);
    return edit;
  }

  private DatasetVersion publish(Draft draft, Supplier<TableEdit> edits) {
    return warehouse.publisher().publish(draft, edits.get(), edits);
  }

  /// Writes the rows of many small files into few large ones. Versions of before keep theirs.
  ///
  /// @return empty when there is nothing to gain
  public Optional<DatasetVersion> compact(String dataset, Instant at, String message) {
    warehouse.datasets().demandMine(dataset);
    newest(dataset);
    return warehouse
        .locks()
        .locked(
            dataset,
            () ->
                new Compactor(warehouse)
                    .compact(dataset, Compaction.LARGE_BYTES, Optional.of(at), message));
  }

  /// Deletes a version; its row stays in the list. The files that no other needs are freed by a
  /// cleaning.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` for the newest, and while
  ///   something refers to it
  public void expire(DatasetVersion version, String reason) {
    changing(
        version.dataset(),
        newest -> {
          if (newest.number() == version.number()) {
            throw Problem.of(
                    Problem.Kind.CONFLICT,
                    "%s is the newest version, which cannot be deleted".formatted(version),
                    "roll back to another first")
                .asException();
          }
          String holder = Holders.of(warehouse, version.dataset()).get(version.number());
          if (holder != null) {
            throw Problem.of(
                    Problem.Kind.CONFLICT,
                    "%s cannot be deleted: %s refers to it".formatted(version, holder),
                    "take the reference away first")
                .asException();
          }
          warehouse
              .database()
              .write(sql -> {
                VersionRows.expire(sql, version.dataset(), List.of(version.number()), false);
                warehouse
                    .audit()
                    .append(
                        "dataset.version.delete", "dataset/" + version, Map.of(), Map.of(), reason);
                return version;
              });
          warehouse.publisher().step(PublishStep.EXPIRED);
          warehouse.tables().release(version.dataset(), Publisher.tags(List.of(version.number())));
          return newest;
        });
  }

  /// What became of a data file.
  ///
  /// @param state `intact`, `changed` or `missing`
  public record Verified(StoredFile file, String state) {
    /// Whether it is as it was written.
    public boolean isIntact() {
      return state.equals("intact");
    }
  }

  /// Reads every file of a version and compares it with what was written.
  public List<Verified> verify(DatasetVersion version) {
    return files(version).stream()
        .map(file -> new Verified(file, state(warehouse.tables().files().anew(file.path()), file)))
        .toList();
  }

  private static String state(Path path, StoredFile file) {
    try {
      if (!Files.exists(path)) {
        return "missing";
      }
      return WrittenFile.digest(path).equals(file.sha256()) ? "intact" : "changed";
    } catch (UncheckedIOException | IllegalStateException e) {
      return "missing";
    }
  }

  /// See [Datasets#forgetSince].
  void takeBackSince(String dataset, Instant at) {
    warehouse.datasets().demandEditor(dataset);
    warehouse
        .locks()
        .locked(
            dataset,
            () -> {
              List<DataDatasetVersionRecord> gone = warehouse.versions().since(dataset, at);
              if (gone.isEmpty()) {
                return 0;
              }
              int first = gone.getFirst().getNumber();
              Optional<DatasetVersion> before =
                  warehouse.versions().published(dataset, first, 1).stream().findFirst();
              List<Integer> numbers =
                  gone.stream().map(DataDatasetVersionRecord::getNumber).toList();
              warehouse
                  .tables()
                  .rollBack(
                      dataset, Publisher.tags(numbers), before.map(DatasetVersion::snapshotId));
              warehouse.publisher().step(PublishStep.TAKEN_BACK);
              warehouse.versions().deleteFrom(dataset, first).forEach(warehouse.tables()::delete);
              return gone.size();
            });
  }

  private interface Change {
    DatasetVersion to(DatasetVersion newest);
  }

  /// Changes a dataset that is there, alone.
  private DatasetVersion changing(String dataset, Change change) {
    warehouse.datasets().demandMine(dataset);
    return warehouse
        .locks()
        .locked(dataset, () -> Publisher.onDisk(() -> change.to(newest(dataset))));
  }

  private DatasetVersion newest(String dataset) {
    return warehouse.versions().published(dataset, Integer.MAX_VALUE, 1).stream()
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.CONFLICT,
                    "dataset `%s` has no version yet".formatted(Names.abbreviate(dataset)),
                    "ingest a batch first")
                .asException());
  }

  private List<StoredFile> files(DatasetVersion version) {
    return warehouse.files().of(version.dataset(), version.number());
  }

  private Draft.Profile known(DatasetVersion version) {
    return new Draft.Profile(
        Optional.ofNullable(warehouse.versions().row(version).getProfile()),
        warehouse.datasets().sketches(version.dataset()));
  }

  private static Draft.Profile renamed(Draft.Profile profile, Schema schema) {
    Optional<String> statistics =
        profile
            .statistics()
            .map(json ->
                Json.text(
                    Profiler.read(json).stream()
                        .map(each -> each.named(schema.findField(each.field()).name()))
                        .toList()));
    return new Draft.Profile(statistics, profile.sketches());
  }

  private DraftBuilder draft(
      DatasetVersion newest, Operation operation, Instant at, String message) {
    return new DraftBuilder(
        newest,
        operation,
        at,
        message,
        warehouse.versions().row(newest).getContractDigest(),
        SchemaParser.toJson(warehouse.reader().schema(newest)));
  }

  private static RuntimeException gone(DatasetVersion version) {
    return Problem.of(
            Problem.Kind.NOT_FOUND, "%s has expired".formatted(version), "choose another version")
        .asException();
  }
}
