package dev.evenkeel.data;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.tables.DuckDb;

/// What a Parquet file says of the contract that its rows satisfy, to readers that know no more
/// than the file.
final class ContractMark {
  private ContractMark() {}

  /// An option of `copy`, with the comma before it.
  static String option(Document document) {
    return ", kv_metadata {\"evenkeel.contract.id\": %s, \"evenkeel.contract.version\": %s, \"evenkeel.contract.digest\": %s}"
        .formatted(
            DuckDb.text(document.id()),
            DuckDb.text(document.version()),
            DuckDb.text(document.digest()));
  }
}
