package dev.evenkeel.data;

import dev.evenkeel.base.Digests;
import dev.evenkeel.checks.BatchCheck;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.contracts.ContractWriter;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;

/// By what a batch is judged: the whole document, and the one table of it that is stored.
///
/// @param yaml the document as it was written
public record BatchContract(Contract table, Document document, String yaml) {
  /// Reads a document.
  ///
  /// @param where its name in messages
  public static BatchContract read(String yaml, String where) {
    DocumentReader.Examined examined = DocumentReader.examine(yaml, where, Mode.STRICT);
    Document document = examined.right(where);
    return new BatchContract(ContractReader.read(document, examined.places()), document, yaml);
  }

  /// Of a table that has no more rules than its columns say.
  public static BatchContract of(Contract table) {
    String yaml = ContractWriter.write(table);
    return new BatchContract(table, DocumentReader.read(yaml, table.toString(), Mode.STRICT), yaml);
  }

  BatchCheck check() {
    return new BatchCheck(document, table.object());
  }

  /// Of the document as it was written.
  String digest() {
    return Digests.of(yaml);
  }

  /// What a file of its rows says of it, as an option of `copy`.
  String mark() {
    return ContractMark.option(document);
  }

  /// As people write it: `sales@1.0.0`.
  @Override
  public String toString() {
    return table.toString();
  }
}
