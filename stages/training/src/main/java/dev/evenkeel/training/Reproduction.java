package dev.evenkeel.training;

import java.util.List;
import java.util.Optional;

/// What came of training a version again.
///
/// @param why the verdict, in plain words
/// @param facts the five that a second training needs, in a fixed order
/// @param run that trained the version; empty when it came from outside
/// @param recorded digest of the version's file
/// @param retrained digest of what came out; empty when nothing was trained
/// @param differences what the second training answered otherwise, in plain words
/// @param predictions how both predict; empty when their bytes are the same, or nothing was trained
/// @param seconds that the second training took
public record Reproduction(
    String model,
    int version,
    Verdict verdict,
    String why,
    List<Fact> facts,
    String run,
    String recorded,
    String retrained,
    List<String> differences,
    Optional<Likeness> predictions,
    double seconds) {
  public Reproduction {
    facts = List.copyOf(facts);
    differences = List.copyOf(differences);
  }

  /// How it ends.
  public enum Verdict {
    /// Training again gives the file to the byte.
    SAME_BYTES,
    /// Another file, whose predictions lie within the tolerance.
    SAME_PREDICTIONS,
    /// Another model, or records that contradict each other.
    DIFFERENT,
    /// It cannot be trained again: something is missing.
    FACTS_MISSING
  }

  /// One of the five: `dataset version`, `code`, `parameters`, `seed`, `environment`.
  ///
  /// @param value as it was recorded; may be empty
  /// @param note why it is missing, or what has changed; may be empty
  public record Fact(String name, State state, String value, String note) {
    /// How it stands.
    public enum State {
      KNOWN,
      /// Nobody told it, or what it names is gone.
      MISSING,
      /// It is not what was recorded.
      CHANGED
    }

    static Fact known(String name, String value) {
      return new Fact(name, State.KNOWN, value, "");
    }

    static Fact missing(String name, String note) {
      return new Fact(name, State.MISSING, "", note);
    }
  }

  /// How two models predict on the same rows.
  ///
  /// @param rows that both saw: those that judged the version, or without any those that trained it
  /// @param largest difference of a probability; of a quantity, as a share of it where it is above
  ///   1
  /// @param otherLabels share of the rows that get another label; 0 for a quantity
  /// @param tolerance up to which `largest` counts as the same
  public record Likeness(int rows, double largest, double otherLabels, double tolerance) {
    boolean isAlike() {
      return largest <= tolerance;
    }
  }

  /// The names of the facts that are missing.
  public List<String> missing() {
    return facts.stream()
        .filter(fact -> fact.state() == Fact.State.MISSING)
        .map(Fact::name)
        .toList();
  }
}
