package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_FILE;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.Draft.Added;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Types;

/// Takes somebody out of a dataset for good: the newest version is made anew without their rows,
/// all versions that had them expire, and the files that held them are deleted. What was cut off by
/// a crash is finished by doing it again.
public final class Forgetting {
  private static final Duration WRITER = Duration.ofHours(1);
  private static final int VALUE_CHARS_MAX = 1_000;

  private final Warehouse warehouse;
  private final Cleaning cleaning;
  private final AtomicReference<PersonalData> elsewhere = new AtomicReference<>(PersonalData.NONE);

  Forgetting(Warehouse warehouse, Cleaning cleaning) {
    this.warehouse = warehouse;
    this.cleaning = cleaning;
  }

  void alsoIn(PersonalData data) {
    elsewhere.set(data);
  }

  /// What has gone.
  ///
  /// @param version the one without them; empty when the newest never had them
  /// @param rows that the newest version had of them
  /// @param expired numbers of versions that cannot be read any more
  /// @param filesDeleted that held their rows
  /// @param rowsElsewhere that were kept of them outside of the dataset
  public record Forgotten(
      Optional<DatasetVersion> version,
      long rows,
      List<Integer> expired,
      int filesDeleted,
      long rowsElsewhere) {
    public Forgotten {
      expired = List.copyOf(expired);
    }
  }

  /// Takes them out.
  ///
  /// @param column that tells people apart; empty for the one that the contract says is unique
  /// @param value theirs
  public Forgotten forget(
      String dataset, Optional<String> column, String value, Instant at, String reason) {
    Dataset mine = warehouse.datasets().demandMine(dataset);
    if (value.isEmpty() || value.length() > VALUE_CHARS_MAX) {
      throw new Problem(
              Problem.Kind.INPUT,
              "nobody is named",
              "key",
              "1 to %,d characters".formatted(VALUE_CHARS_MAX),
              "")
          .asException();
    }
    String key = column.orElseGet(() -> uniqueColumn(mine));
    long rowsElsewhere = elsewhere.get().forget(dataset, key, value);
    return warehouse
        .locks()
        .locked(
            dataset,
            () -> Publisher.onDisk(() -> forget(dataset, key, value, at, reason, rowsElsewhere)));
  }

  private static String uniqueColumn(Dataset dataset) {
    List<String> unique =
        dataset.contract().map(yaml -> ContractReader.read(yaml, "the dataset's contract")).stream()
            .flatMap(contract -> contract.properties().stream())
            .filter(Property::unique)
            .map(Property::name)
            .toList();
    if (unique.size() != 1) {
      throw Problem.of(
              Problem.Kind.INPUT, "no column is said to tell people apart", "name one: --column C")
          .asException();
    }
    return unique.getFirst();
  }

  private Forgotten forget(
      String dataset, String column, String value, Instant at, String reason, long rowsElsewhere) {
    Optional<DatasetVersion> newest =
        warehouse.versions().published(dataset, Integer.MAX_VALUE, 1).stream().findFirst();
    if (newest.isEmpty()) {
      // Of batches that were rejected there is a quarantine all the same.
      expire(dataset, column, value, Set.of(), reason);
      return new Forgotten(Optional.empty(), 0, List.of(), 0, rowsElsewhere);
    }
    Schema schema = warehouse.reader().schema(newest.get());
    Types.NestedField field = field(schema, column, newest.get());
    Optional<String> condition = condition(field, value);
    Set<String> holding = condition.isEmpty() ? Set.of() : holding(dataset, field, condition.get());
    Optional<DatasetVersion> without =
        rewrite(newest.get(), schema, field, condition.orElse("false"), holding, at);
    List<Integer> expired = expire(dataset, field.name(), value, holding, reason);
    // A compaction that was killed may have left a file with rows of theirs; whoever has written
    // for so long is dead.
    Orphans.of(warehouse, dataset, WRITER).delete(CleaningProgress.NONE);
    return new Forgotten(
        without,
        without.map(DatasetVersion::rowsRemoved).orElse(0L),
        expired,
        holding.size(),
        rowsElsewhere);
  }

  private static Types.NestedField field(Schema schema, String column, DatasetVersion version) {
    Types.NestedField field = schema.findField(column);
    if (field == null) {
      String near =
          Names.nearest(column, schema.columns().stream().map(Types.NestedField::name).toList());
      throw new Problem(
              Problem.Kind.INPUT,
              "%s has no column `%s`".formatted(version, Names.abbreviate(column)),
              "",
              "",
              near.isEmpty() ? "" : "did you mean `%s`?".formatted(near))
          .asException();
    }
    return field;
  }

  /// SQL that is true of their rows; empty when no row can be theirs, since the value is of another
  /// type.
  private Optional<String> condition(Types.NestedField field, String value) {
    String theirs =
        "try_cast(%s as %s)".formatted(DuckDb.text(value), VersionSql.engineType(field));
    boolean can =
        warehouse.query(duck ->
            duck.query(
                "select %s is not null".formatted(theirs),
                rows -> {
                  rows.next();
                  return rows.getBoolean(1);
                }));
    return can
        ? Optional.of("%s = %s".formatted(DuckDb.name(field.name()), theirs))
        : Optional.empty();
  }

  /// Files of any version, and those that wait to be deleted, that hold rows of theirs.
  private Set<String> holding(String dataset, Types.NestedField field, String condition) {
    Set<String> candidates = new HashSet<>(new DoomedFiles(warehouse).paths(dataset));
    warehouse.files().all(dataset).forEach(file -> candidates.add(file.path()));
    return warehouse.query(duck ->
        candidates.stream()
            .filter(candidate -> {
              Path path = warehouse.tables().local(candidate);
              return java.nio.file.Files.exists(path) && holds(duck, path, field, condition);
            })
            .collect(Collectors.toSet()));
  }

  private static boolean holds(DuckDb duck, Path path, Types.NestedField field, String condition) {
    return duck.query(
        "select 1 from %s where %s limit 1"
            .formatted(VersionSql.relation(List.of(path), List.of(field)), condition),
        rows -> rows.next());
  }

  private Optional<DatasetVersion> rewrite(
      DatasetVersion newest,
      Schema schema,
      Types.NestedField field,
      String condition,
      Set<String> holding,
      Instant at) {
    List<StoredFile> theirs =
        warehouse.files().of(newest.dataset(), newest.number()).stream()
            .filter(file -> holding.contains(file.path()))
            .toList();
    if (theirs.isEmpty()) {
      return Optional.empty();
    }
    TableEdit edit = warehouse.tables().edit(newest.dataset());
    List<Added> rewritten = new ArrayList<>();
    for (StoredFile file : theirs) {
      without(file, schema, condition, edit).ifPresent(rewritten::add);
    }
    warehouse.publisher().step(PublishStep.WRITTEN);
    Set<String> gone = theirs.stream().map(StoredFile::path).collect(Collectors.toSet());
    List<Path> left = new ArrayList<>();
    warehouse.files().of(newest.dataset(), newest.number()).stream()
        .filter(file -> !gone.contains(file.path()))
        .forEach(file -> left.add(warehouse.tables().local(file.path())));
    rewritten.forEach(file -> left.add(warehouse.tables().local(file.path())));
    Draft.Profile profile = warehouse.query(duck -> Profiler.of(duck, left, schema)).stored();
    Draft draft =
        new DraftBuilder(
                newest,
                Operation.DELETE,
                at,
                "forgotten by %s".formatted(field.name()),
                warehouse.versions().row(newest).getContractDigest(),
                SchemaParser.toJson(schema))
            .files(rewritten, theirs)
            .profile(profile)
            .build();
    return Optional.of(
        warehouse
            .publisher()
            .publish(draft, edit, () -> warehouse.tables().edit(newest.dataset())));
  }

  private Optional<Added> without(
      StoredFile file, Schema schema, String condition, TableEdit edit) {
    Path old = warehouse.tables().local(file.path());
    String location = IcebergTables.newFile(edit.table());
    Path path = warehouse.tables().files().local(location);
    String others = " where (%s) is not true".formatted(condition);
    WrittenFile written =
        warehouse.query(duck -> VersionSql.rewrite(duck, schema, List.of(old), others, path));
    if (written.rows() == 0) {
      warehouse.tables().delete(location);
      return Optional.empty();
    }
    warehouse.tables().files().keep(location);
    return Optional.of(Added.of(location, written, Optional.of(file.position())));
  }

  /// Versions that had a file, or quarantined a row, of theirs.
  private List<Integer> expire(
      String dataset, String column, String value, Set<String> holding, String reason) {
    List<Integer> had = new ArrayList<>();
    List<String> blobs = new ArrayList<>();
    for (int number : warehouse.versions().readable(dataset)) {
      boolean holds =
          warehouse.files().of(dataset, number).stream()
              .anyMatch(file -> holding.contains(file.path()));
      if (holds) {
        had.add(number);
      }
    }
    Map<Integer, String> setAside = new QuarantinedPeople(warehouse).of(dataset, column, value);
    warehouse
        .database()
        .write(sql -> {
          VersionRows.expire(sql, dataset, had, true);
          VersionRows.dropQuarantine(sql, dataset, setAside.keySet());
          sql.deleteFrom(DATA_FILE)
              .where(DATA_FILE.DATASET.eq(dataset))
              .and(DATA_FILE.PATH.in(holding))
              .execute();
          Cleaning.doom(sql, dataset, holding, "somebody was forgotten", Instant.EPOCH);
          warehouse
              .audit()
              .append(
                  "dataset.forget",
                  "dataset/" + dataset,
                  Map.of(),
                  Map.of("column", column, "value", Digests.of(value), "expired", had),
                  reason);
          return had;
        });
    setAside.values().forEach(blobs::add);
    warehouse.publisher().step(PublishStep.EXPIRED);
    blobs.forEach(warehouse.blobs()::delete);
    warehouse.tables().release(dataset, Publisher.tags(had));
    cleaning.deleteDoomed(dataset, Instant.EPOCH);
    return had;
  }
}
