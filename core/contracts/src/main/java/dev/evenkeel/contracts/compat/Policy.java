package dev.evenkeel.contracts.compat;

import dev.evenkeel.contracts.odcs.Document;
import java.util.ArrayList;
import java.util.List;

/// Which changes are allowed, by the names of Confluent's Schema Registry. New readers must be able
/// to read old data (backward), old readers new data (forward), or both (full); the transitive ones
/// compare with every earlier version, the others with the last.
public enum Policy {
  /// Data that is there must fit the new contract.
  BACKWARD(true, false, false),
  /// Code that is there must be able to read by the new contract.
  FORWARD(false, true, false),
  /// Both.
  FULL(true, true, false),
  /// Backward, with every earlier version.
  BACKWARD_TRANSITIVE(true, false, true),
  /// Forward, with every earlier version.
  FORWARD_TRANSITIVE(false, true, true),
  /// Both, with every earlier version.
  FULL_TRANSITIVE(true, true, true),
  /// Everything is allowed.
  NONE(false, false, false);

  private final boolean isForWriters;
  private final boolean isForReaders;
  private final boolean isTransitive;

  Policy(boolean isForWriters, boolean isForReaders, boolean isTransitive) {
    this.isForWriters = isForWriters;
    this.isForReaders = isForReaders;
    this.isTransitive = isTransitive;
  }

  /// A change that the policy does not allow.
  ///
  /// @param against version of the contract that it is compared with
  public record Breach(String against, Change change) {}

  /// Whether it allows a change.
  public boolean allows(Change change) {
    return !(isForWriters && change.writers() == Effect.BREAK)
        && !(isForReaders && change.readers() == Effect.BREAK);
  }

  /// Changes that it does not allow.
  ///
  /// @param earlier versions, oldest first
  public List<Breach> breaches(List<Document> earlier, Document next) {
    List<Breach> breaches = new ArrayList<>();
    List<Document> compared =
        isTransitive || earlier.isEmpty() ? earlier : List.of(earlier.getLast());
    for (Document document : compared) {
      for (Change change : ContractDiff.between(document, next).changes()) {
        if (!allows(change)) {
          breaches.add(new Breach(document.version(), change));
        }
      }
    }
    return breaches;
  }
}
