package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_CONTRACT;
import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;

import dev.evenkeel.store.Database;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Contracts as the documents that they were when a version was published under them.
final class ContractDocuments {
  private final Database database;

  ContractDocuments(Database database) {
    this.database = database;
  }

  /// Keeps a draft's document; joins the thread's transaction.
  static void keep(DSLContext sql, Draft draft) {
    if (!draft.contractYaml().isEmpty()) {
      sql.insertInto(DATA_CONTRACT)
          .set(DATA_CONTRACT.DATASET, draft.dataset())
          .set(DATA_CONTRACT.DIGEST, draft.contractDigest())
          .set(DATA_CONTRACT.YAML, draft.contractYaml())
          .onConflictDoNothing()
          .execute();
    }
  }

  /// Drops those of a dataset that none of its versions names; joins the thread's transaction.
  static void dropUnused(DSLContext sql, String dataset) {
    sql.deleteFrom(DATA_CONTRACT)
        .where(DATA_CONTRACT.DATASET.eq(dataset))
        .andNotExists(
            DSL.selectOne()
                .from(DATA_DATASET_VERSION)
                .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
                .and(DATA_DATASET_VERSION.CONTRACT_DIGEST.eq(DATA_CONTRACT.DIGEST)))
        .execute();
  }

  /// The one of a version; empty for a version of before they were kept.
  ///
  /// @param digest that the version's row has
  Optional<String> find(DatasetVersion version, String digest) {
    return database.read(sql ->
        sql.select(DATA_CONTRACT.YAML)
            .from(DATA_CONTRACT)
            .where(DATA_CONTRACT.DATASET.eq(version.dataset()))
            .and(DATA_CONTRACT.DIGEST.eq(digest))
            .fetchOptional(DATA_CONTRACT.YAML));
  }
}
