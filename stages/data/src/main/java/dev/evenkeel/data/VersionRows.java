package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The room's table.
final class VersionRows {
  static final String STAGED = "STAGED";
  static final String PUBLISHED = "PUBLISHED";
  private static final int PAGE_MAX = 10_000;

  private final Database database;

  VersionRows(Database database) {
    this.database = database;
  }

  /// A written file that asks for a number.
  record Staged(
      Ingest ingest,
      String location,
      WrittenFile file,
      long rejected,
      @Nullable String quarantineDigest,
      List<IngestResult.RuleResult> rules) {}

  /// Demands that whoever acts may add to a dataset, or make it where they work.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `FORBIDDEN`, or `CONFLICT` for a dataset
  ///   that they do not see: names count over the whole server
  void demandEditor(String dataset) {
    database.read(sql -> demandEditor(sql, dataset));
  }

  private static String demandEditor(DSLContext sql, String dataset) {
    Optional<String> taken =
        sql.select(DATA_DATASET_VERSION.PROJECT)
            .from(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .orderBy(DATA_DATASET_VERSION.NUMBER)
            .limit(1)
            .fetchOptional(DATA_DATASET_VERSION.PROJECT);
    if (taken.isPresent() && !ProjectSight.sees(taken.get())) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "the name `%s` is taken".formatted(Names.abbreviate(dataset)),
              "choose another name")
          .asException();
    }
    String project = taken.orElse(Acting.now().project());
    ProjectSight.demand(project, Role.EDITOR);
    return project;
  }

  /// Gives the next number, in state STAGED.
  int stage(Staged staged) {
    return database.write(sql -> {
      String project = demandEditor(sql, staged.ingest().dataset());
      Integer newest =
          sql.select(DSL.max(DATA_DATASET_VERSION.NUMBER))
              .from(DATA_DATASET_VERSION)
              .where(DATA_DATASET_VERSION.DATASET.eq(staged.ingest().dataset()))
              .fetchOne(0, Integer.class);
      int number = newest == null ? 1 : newest + 1;
      sql.insertInto(DATA_DATASET_VERSION)
          .set(DATA_DATASET_VERSION.DATASET, staged.ingest().dataset())
          .set(DATA_DATASET_VERSION.NUMBER, number)
          .set(DATA_DATASET_VERSION.PROJECT, project)
          .set(DATA_DATASET_VERSION.STATE, STAGED)
          .set(DATA_DATASET_VERSION.AT, staged.ingest().at())
          .set(DATA_DATASET_VERSION.MESSAGE, staged.ingest().message())
          .set(DATA_DATASET_VERSION.CONTRACT, staged.ingest().contract().toString())
          .set(
              DATA_DATASET_VERSION.CONTRACT_DIGEST,
              Digests.of(staged.ingest().contract().properties().toString()))
          .set(DATA_DATASET_VERSION.ROW_COUNT, staged.file().rows())
          .set(DATA_DATASET_VERSION.REJECTED_COUNT, staged.rejected())
          .set(DATA_DATASET_VERSION.FILE, staged.location())
          .set(DATA_DATASET_VERSION.DIGEST, staged.file().digest())
          .set(DATA_DATASET_VERSION.BYTES, staged.file().bytes())
          .set(DATA_DATASET_VERSION.QUARANTINE_DIGEST, staged.quarantineDigest())
          .set(DATA_DATASET_VERSION.CHECKS, Json.text(staged.rules()))
          .execute();
      return number;
    });
  }

  void publish(String dataset, int number, long snapshot) {
    database.write(sql ->
        sql.update(DATA_DATASET_VERSION)
            .set(DATA_DATASET_VERSION.STATE, PUBLISHED)
            .set(DATA_DATASET_VERSION.SNAPSHOT_ID, snapshot)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(DATA_DATASET_VERSION.NUMBER.eq(number))
            .execute());
  }

  List<DataDatasetVersionRecord> staged() {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.STATE.eq(STAGED))
            .orderBy(DATA_DATASET_VERSION.ID)
            .fetch());
  }

  /// The row that names a data file, in whatever state.
  Optional<DataDatasetVersionRecord> of(String location) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.FILE.eq(location))
            .fetchOptional());
  }

  /// The first version made at or after a time and all that build on it, oldest first.
  List<DataDatasetVersionRecord> since(String dataset, Instant at) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(
                DATA_DATASET_VERSION.NUMBER.ge(
                    sql.select(DSL.min(DATA_DATASET_VERSION.NUMBER))
                        .from(DATA_DATASET_VERSION)
                        .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
                        .and(DATA_DATASET_VERSION.AT.ge(at))))
            .orderBy(DATA_DATASET_VERSION.NUMBER)
            .fetch());
  }

  void delete(String dataset, int number) {
    database.write(sql ->
        sql.deleteFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(DATA_DATASET_VERSION.NUMBER.eq(number))
            .execute());
  }

  Optional<DatasetVersion> version(String dataset, int number) {
    return published(dataset, number + 1, 1).stream()
        .filter(version -> version.number() == number)
        .findFirst();
  }

  /// Published versions below a number, newest first, if whoever acts sees the dataset.
  List<DatasetVersion> published(String dataset, int before, int limit) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(DATA_DATASET_VERSION.STATE.eq(PUBLISHED))
            .and(DATA_DATASET_VERSION.NUMBER.lt(before))
            .and(ProjectSight.seen(DATA_DATASET_VERSION.PROJECT))
            .orderBy(DATA_DATASET_VERSION.NUMBER.desc())
            .limit(Math.min(limit, PAGE_MAX))
            .fetch()
            .map(VersionRows::version));
  }

  /// Logical names of the files of a version, oldest first: the order in which rows are read.
  List<String> files(String dataset, int number) {
    return database.read(sql ->
        sql.select(DATA_DATASET_VERSION.FILE)
            .from(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(DATA_DATASET_VERSION.STATE.eq(PUBLISHED))
            .and(DATA_DATASET_VERSION.NUMBER.le(number))
            .orderBy(DATA_DATASET_VERSION.NUMBER)
            .fetch(DATA_DATASET_VERSION.FILE));
  }

  private static DatasetVersion version(DataDatasetVersionRecord row) {
    return new DatasetVersion(
        row.getDataset(),
        row.getNumber(),
        row.getSnapshotId() == null ? -1 : row.getSnapshotId(),
        row.getAt(),
        row.getMessage(),
        row.getContract(),
        row.getRowCount(),
        row.getRejectedCount(),
        row.getDigest(),
        row.getBytes(),
        Optional.ofNullable(row.getQuarantineDigest()));
  }
}
