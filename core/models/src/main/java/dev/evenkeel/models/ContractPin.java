package dev.evenkeel.models;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;

/// The contract under which a model was made.
///
/// @param digest of its content, [Document#digest]
public record ContractPin(String id, String version, String digest) {
  /// Of a contract as written.
  ///
  /// @param where its file in messages
  public static ContractPin of(String yaml, String where) {
    Document document = DocumentReader.read(yaml, where, Mode.TOLERANT);
    return new ContractPin(document.id(), document.version(), document.digest());
  }

  /// As people write it: `sales@1.0.0`.
  @Override
  public String toString() {
    return id + "@" + version;
  }
}
