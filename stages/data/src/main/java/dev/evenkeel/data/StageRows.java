package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET;
import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.DatasetVersion.State;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.impl.DSL;

/// Gives numbers. The row in state STAGED is the dataset's lock over all nodes: the database takes
/// one for each dataset.
final class StageRows {
  private final Database database;

  StageRows(Database database) {
    this.database = database;
  }

  /// Gives the next number, in state STAGED; empty while another version is staged.
  ///
  /// @param attempt a name that no other attempt has
  Optional<DataDatasetVersionRecord> stage(Draft draft, String attempt) {
    return next(
        draft,
        attempt,
        (sql, project, number, parent) -> {
          FileRows.change(sql, number, draft);
          List<StoredFile> files = FileRows.of(sql, draft.dataset(), number);
          return row(draft, project, number, parent, files);
        });
  }

  /// Gives the next number to a batch that may not be read; empty while another version is staged.
  ///
  /// @param attempt a name that no other attempt has
  Optional<DataDatasetVersionRecord> reject(Draft draft, String attempt) {
    return next(
        draft,
        attempt,
        (_, project, number, parent) -> {
          DataDatasetVersionRecord row = row(draft, project, number, parent, List.of());
          row.setState(State.REJECTED.name());
          row.setSchemaJson(null);
          return row;
        });
  }

  private interface Filling {
    DataDatasetVersionRecord fill(DSLContext sql, String project, int number, int parent);
  }

  private Optional<DataDatasetVersionRecord> next(Draft draft, String attempt, Filling filling) {
    return database.write(sql -> {
      String project = DatasetRows.make(sql, draft.dataset());
      if (sql.fetchExists(
          DATA_DATASET_VERSION,
          DATA_DATASET_VERSION
              .DATASET
              .eq(draft.dataset())
              .and(DATA_DATASET_VERSION.STATE.eq(State.STAGED.name())))) {
        return Optional.empty();
      }
      Record2<Integer, Integer> newest = newest(sql, draft.dataset());
      int number = newest.value1() == null ? 1 : newest.value1() + 1;
      int parent = newest.value2() == null ? 0 : newest.value2();
      demandParent(draft, parent);
      sql.update(DATA_DATASET)
          .set(DATA_DATASET.CONTRACT, draft.contractYaml())
          .where(DATA_DATASET.NAME.eq(draft.dataset()))
          .and(DATA_DATASET.CONTRACT.isNull())
          .and(DSL.val(draft.contractYaml()).ne(""))
          .execute();
      ContractDocuments.keep(sql, draft);
      DataDatasetVersionRecord row = filling.fill(sql, project, number, parent);
      row.setStagedBy(attempt);
      draft.idempotencyKey().ifPresent(key -> freeKey(sql, draft.dataset(), key));
      sql.insertInto(DATA_DATASET_VERSION).set(row).execute();
      return Optional.of(row);
    });
  }

  /// A batch that was rejected, and comes again under another contract, takes the key over.
  private static void freeKey(DSLContext sql, String dataset, String key) {
    sql.update(DATA_DATASET_VERSION)
        .setNull(DATA_DATASET_VERSION.IDEMPOTENCY_KEY)
        .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
        .and(DATA_DATASET_VERSION.IDEMPOTENCY_KEY.eq(key))
        .and(DATA_DATASET_VERSION.STATE.eq(State.REJECTED.name()))
        .execute();
  }

  /// The highest number of all, and of those that can be read.
  private static Record2<Integer, Integer> newest(DSLContext sql, String dataset) {
    return sql.select(
            DSL.max(DATA_DATASET_VERSION.NUMBER),
            DSL.max(DATA_DATASET_VERSION.NUMBER)
                .filterWhere(DATA_DATASET_VERSION.STATE.eq(State.PUBLISHED.name())))
        .from(DATA_DATASET_VERSION)
        .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
        .fetchSingle();
  }

  private static void demandParent(Draft draft, int parent) {
    if (draft.parent().isPresent() && draft.parent().get() != parent) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "dataset `%s` has got version %d meanwhile".formatted(draft.dataset(), parent),
              "look at it and try again")
          .asException();
    }
  }

  private static DataDatasetVersionRecord row(
      Draft draft, String project, int number, int parent, List<StoredFile> files) {
    DataDatasetVersionRecord row = new DataDatasetVersionRecord();
    row.setDataset(draft.dataset());
    row.setNumber(number);
    row.setProject(project);
    row.setState(State.STAGED.name());
    row.setOperation(draft.operation().name());
    if (parent > 0) {
      row.setParent(parent);
    }
    row.setAt(draft.at());
    row.setMessage(draft.message());
    row.setContract(draft.contract());
    row.setContractDigest(draft.contractDigest());
    row.setRowCount(draft.rowsAdded());
    row.setRemovedCount(draft.rowsRemoved());
    row.setRejectedCount(draft.checked().rejected());
    row.setBytes(draft.bytesAdded());
    row.setTotalRows(files.stream().mapToLong(StoredFile::rows).sum());
    row.setTotalBytes(files.stream().mapToLong(StoredFile::size).sum());
    row.setTotalFiles(files.size());
    row.setDigest(FileRows.digest(files, draft.schemaJson()));
    row.setSchemaJson(draft.schemaJson());
    draft.checked().quarantineDigest().ifPresent(row::setQuarantineDigest);
    row.setChecks(draft.checked().rules());
    draft.profile().statistics().ifPresent(row::setProfile);
    draft.profile().sketches().ifPresent(row::setSketches);
    row.setSourceUri(draft.origin().uri());
    row.setSourceQuery(draft.origin().query());
    row.setWatermark(draft.origin().watermark());
    row.setPipelineRun(draft.origin().pipelineRun());
    row.setCodeCommit(draft.origin().codeCommit());
    row.setMadeBy(Acting.now().who().name());
    row.setMade(Clock.system().now());
    row.setDescription("");
    draft.idempotencyKey().ifPresent(row::setIdempotencyKey);
    return row;
  }
}
