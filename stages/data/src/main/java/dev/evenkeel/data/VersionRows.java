package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_ALIAS;
import static dev.evenkeel.store.schema.Tables.DATA_DATASET;
import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;
import static dev.evenkeel.store.schema.Tables.DATA_TAG;

import dev.evenkeel.data.DatasetVersion.State;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// The rows of versions: what is there, and how they go from one state to the next.
final class VersionRows {
  private static final int PAGE_MAX = 10_000;

  private final Database database;
  private volatile NewVersions told = NewVersions.NOBODY;

  VersionRows(Database database) {
    this.database = database;
  }

  /// Makes a staged version one that can be read.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it is no longer staged
  void publish(DataDatasetVersionRecord staged, long snapshot) {
    database.write(sql -> {
      int changed =
          sql.update(DATA_DATASET_VERSION)
              .set(DATA_DATASET_VERSION.STATE, State.PUBLISHED.name())
              .set(DATA_DATASET_VERSION.SNAPSHOT_ID, snapshot)
              .setNull(DATA_DATASET_VERSION.SKETCHES)
              .where(is(staged.getDataset(), staged.getNumber()))
              .and(DATA_DATASET_VERSION.STATE.eq(State.STAGED.name()))
              .and(DATA_DATASET_VERSION.STAGED_BY.eq(staged.getStagedBy()))
              .execute();
      if (changed == 0) {
        throw new IllegalStateException(
            "Cannot publish %s@%d: another has settled it"
                .formatted(staged.getDataset(), staged.getNumber()));
      }
      sql.update(DATA_DATASET)
          .set(DATA_DATASET.SKETCHES, staged.getSketches())
          .where(DATA_DATASET.NAME.eq(staged.getDataset()))
          .execute();
      tell(sql, staged);
      return changed;
    });
  }

  /// Who is told of each version that brings something new, in the transaction that publishes it.
  void tell(NewVersions listener) {
    told = listener;
  }

  private void tell(DSLContext sql, DataDatasetVersionRecord staged) {
    if (!Operation.valueOf(staged.getOperation()).onlyRewrites()) {
      String project =
          sql.select(DATA_DATASET.PROJECT)
              .from(DATA_DATASET)
              .where(DATA_DATASET.NAME.eq(staged.getDataset()))
              .fetchSingle(DATA_DATASET.PROJECT);
      told.published(Objects.requireNonNull(project), staged.getDataset(), staged.getNumber());
    }
  }

  /// What is being published, here or elsewhere, or was when a process died.
  List<DataDatasetVersionRecord> staged() {
    return staged(DSL.noCondition());
  }

  Optional<DataDatasetVersionRecord> staged(String dataset) {
    return staged(DATA_DATASET_VERSION.DATASET.eq(dataset)).stream().findFirst();
  }

  private List<DataDatasetVersionRecord> staged(Condition which) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.STATE.eq(State.STAGED.name()))
            .and(which)
            .orderBy(DATA_DATASET_VERSION.ID)
            .fetch());
  }

  /// What one attempt to publish left, in whatever state.
  Optional<DataDatasetVersionRecord> of(String dataset, String attempt) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(DATA_DATASET_VERSION.STAGED_BY.eq(attempt))
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

  /// Removes the rows of versions from a number on, and answers the files that nobody has any more.
  List<String> deleteFrom(String dataset, int from) {
    return database.write(sql -> {
      sql.deleteFrom(DATA_DATASET_VERSION)
          .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
          .and(DATA_DATASET_VERSION.NUMBER.ge(from))
          .execute();
      sql.deleteFrom(DATA_ALIAS)
          .where(DATA_ALIAS.DATASET.eq(dataset))
          .and(DATA_ALIAS.NUMBER.ge(from))
          .execute();
      sql.deleteFrom(DATA_TAG)
          .where(DATA_TAG.DATASET.eq(dataset))
          .and(DATA_TAG.NUMBER.ge(from))
          .execute();
      ContractDocuments.dropUnused(sql, dataset);
      return FileRows.undo(sql, dataset, from);
    });
  }

  /// Marks versions as no longer readable; joins the thread's transaction.
  ///
  /// @param forgets whether what is told of their rows must go too
  static void expire(DSLContext sql, String dataset, List<Integer> numbers, boolean forgets) {
    for (int number : numbers) {
      var update =
          sql.update(DATA_DATASET_VERSION)
              .set(DATA_DATASET_VERSION.STATE, State.EXPIRED.name())
              .set(
                  DATA_DATASET_VERSION.PROFILE,
                  forgets ? DSL.castNull(String.class) : DATA_DATASET_VERSION.PROFILE);
      update.where(is(dataset, number)).execute();
    }
  }

  /// What was rejected of versions' batches is no longer kept; joins the thread's transaction.
  static void dropQuarantine(DSLContext sql, String dataset, Set<Integer> numbers) {
    sql.update(DATA_DATASET_VERSION)
        .setNull(DATA_DATASET_VERSION.QUARANTINE_DIGEST)
        .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
        .and(DATA_DATASET_VERSION.NUMBER.in(numbers))
        .execute();
  }

  static Condition is(String dataset, int number) {
    return DATA_DATASET_VERSION.DATASET.eq(dataset).and(DATA_DATASET_VERSION.NUMBER.eq(number));
  }

  Optional<DatasetVersion> version(String dataset, int number) {
    return list(is(dataset, number).and(readable()), 1).stream().findFirst();
  }

  /// A published version or one that has expired.
  Optional<DatasetVersion> known(String dataset, int number) {
    return list(is(dataset, number).and(notStaged()), 1).stream().findFirst();
  }

  /// The version that a batch with a key became.
  Optional<DatasetVersion> byKey(String dataset, String key) {
    return list(
            DATA_DATASET_VERSION
                .DATASET
                .eq(dataset)
                .and(DATA_DATASET_VERSION.IDEMPOTENCY_KEY.eq(key))
                .and(notStaged()),
            1)
        .stream()
        .findFirst();
  }

  /// The newest published version at or before a time.
  Optional<DatasetVersion> at(String dataset, Instant at) {
    return list(
            DATA_DATASET_VERSION
                .DATASET
                .eq(dataset)
                .and(DATA_DATASET_VERSION.AT.le(at))
                .and(readable()),
            1)
        .stream()
        .findFirst();
  }

  /// Published versions below a number, newest first, if whoever acts sees the dataset.
  List<DatasetVersion> published(String dataset, int before, int limit) {
    return list(below(dataset, before).and(readable()), limit);
  }

  /// The same with those that have expired.
  List<DatasetVersion> all(String dataset, int before, int limit) {
    return list(below(dataset, before).and(notStaged()), limit);
  }

  /// Batches below a number that were rejected, newest first.
  List<DatasetVersion> rejected(String dataset, int before) {
    return list(
        below(dataset, before).and(DATA_DATASET_VERSION.STATE.eq(State.REJECTED.name())), PAGE_MAX);
  }

  /// Whether a version of any dataset has this quarantine.
  boolean namesQuarantine(String digest) {
    return database.read(sql ->
        sql.fetchExists(DATA_DATASET_VERSION, DATA_DATASET_VERSION.QUARANTINE_DIGEST.eq(digest)));
  }

  private static Condition below(String dataset, int before) {
    return DATA_DATASET_VERSION.DATASET.eq(dataset).and(DATA_DATASET_VERSION.NUMBER.lt(before));
  }

  private static Condition readable() {
    return DATA_DATASET_VERSION.STATE.eq(State.PUBLISHED.name());
  }

  private static Condition notStaged() {
    return DATA_DATASET_VERSION.STATE.ne(State.STAGED.name());
  }

  private List<DatasetVersion> list(Condition which, int limit) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(which)
            .and(ProjectSight.seen(DATA_DATASET_VERSION.PROJECT))
            .orderBy(DATA_DATASET_VERSION.NUMBER.desc())
            .limit(Math.min(limit, PAGE_MAX))
            .fetch()
            .map(VersionRows::version));
  }

  /// Numbers of versions that can be read, oldest first, all of them.
  List<Integer> readable(String dataset) {
    return database.read(sql ->
        sql.select(DATA_DATASET_VERSION.NUMBER)
            .from(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(readable())
            .orderBy(DATA_DATASET_VERSION.NUMBER)
            .fetch(DATA_DATASET_VERSION.NUMBER));
  }

  /// What the contract said of some versions' batches, by number.
  Map<Integer, String> checks(String dataset, List<Integer> numbers) {
    return database.read(sql ->
        sql.select(DATA_DATASET_VERSION.NUMBER, DATA_DATASET_VERSION.CHECKS)
            .from(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
            .and(DATA_DATASET_VERSION.NUMBER.in(numbers))
            .and(ProjectSight.seen(DATA_DATASET_VERSION.PROJECT))
            .fetchMap(DATA_DATASET_VERSION.NUMBER, DATA_DATASET_VERSION.CHECKS));
  }

  /// How many rejected rows are kept of all versions, by dataset.
  Map<String, Long> quarantined(List<String> datasets) {
    return database.read(sql ->
        sql.select(DATA_DATASET_VERSION.DATASET, DSL.sum(DATA_DATASET_VERSION.REJECTED_COUNT))
            .from(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.DATASET.in(datasets))
            .and(DATA_DATASET_VERSION.QUARANTINE_DIGEST.isNotNull())
            .and(notStaged())
            .and(ProjectSight.seen(DATA_DATASET_VERSION.PROJECT))
            .groupBy(DATA_DATASET_VERSION.DATASET)
            .fetchMap(row -> row.value1(), row -> row.value2().longValue()));
  }

  /// The whole row of a version that was found before.
  DataDatasetVersionRecord row(DatasetVersion version) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(is(version.dataset(), version.number()))
            .fetchSingle());
  }

  /// Rows of before that do not know their schema.
  List<DataDatasetVersionRecord> withoutSchema(int limit) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET_VERSION)
            .where(DATA_DATASET_VERSION.SCHEMA_JSON.isNull())
            .and(readable())
            .orderBy(DATA_DATASET_VERSION.ID)
            .limit(limit)
            .fetch());
  }

  void setSchema(DataDatasetVersionRecord row, String schemaJson, String digest) {
    database.write(sql ->
        sql.update(DATA_DATASET_VERSION)
            .set(DATA_DATASET_VERSION.SCHEMA_JSON, schemaJson)
            .set(DATA_DATASET_VERSION.DIGEST, digest)
            .where(DATA_DATASET_VERSION.ID.eq(row.getId()))
            .execute());
  }

  void describe(DatasetVersion version, String description) {
    DatasetRows.demandShort(description);
    database.write(sql ->
        sql.update(DATA_DATASET_VERSION)
            .set(DATA_DATASET_VERSION.DESCRIPTION, description)
            .where(is(version.dataset(), version.number()))
            .execute());
  }

  private static DatasetVersion version(DataDatasetVersionRecord row) {
    return new DatasetVersion(
        row.getDataset(),
        row.getNumber(),
        State.valueOf(row.getState()),
        row.getSnapshotId() == null ? -1 : row.getSnapshotId(),
        row.getAt(),
        row.getMessage(),
        row.getContract(),
        row.getRowCount(),
        row.getRejectedCount(),
        row.getDigest(),
        row.getBytes(),
        Optional.ofNullable(row.getQuarantineDigest()),
        Operation.valueOf(row.getOperation()),
        row.getParent() == null ? 0 : row.getParent(),
        row.getRemovedCount(),
        new DatasetVersion.Total(row.getTotalRows(), row.getTotalBytes(), row.getTotalFiles()),
        new Origin(
            row.getSourceUri(),
            row.getSourceQuery(),
            row.getWatermark(),
            row.getPipelineRun(),
            row.getCodeCommit()),
        row.getMadeBy(),
        row.getDescription());
  }
}
