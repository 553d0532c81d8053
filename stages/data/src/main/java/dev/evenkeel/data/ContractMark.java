package dev.evenkeel.data;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.tables.DuckDb;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a Parquet file says of the contract that its rows satisfy, to readers that know no more
/// than the file.
final class ContractMark {
  private static final int KNOWN_MAX = 200;

  // To read a document takes longer than to write a small file.
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private ContractMark() {}

  /// An option of `copy`, with the comma before it; empty for a document that cannot be read.
  ///
  /// @param yaml the contract's document
  static String option(String yaml) {
    String known = KNOWN.get(yaml);
    if (known != null) {
      return known;
    }
    String made = made(yaml);
    if (KNOWN.size() < KNOWN_MAX) {
      KNOWN.put(yaml, made);
    }
    return made;
  }

  private static String made(String yaml) {
    try {
      Document document = DocumentReader.read(yaml, "a contract", DocumentReader.Mode.TOLERANT);
      return ", kv_metadata {\"evenkeel.contract.id\": %s, \"evenkeel.contract.version\": %s, \"evenkeel.contract.digest\": %s}"
          .formatted(
              DuckDb.text(document.id()),
              DuckDb.text(document.version()),
              DuckDb.text(document.digest()));
    } catch (ProblemException e) {
      return "";
    }
  }
}
