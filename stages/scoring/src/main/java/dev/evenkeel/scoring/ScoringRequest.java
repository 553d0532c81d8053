package dev.evenkeel.scoring;

import dev.evenkeel.tables.TableFile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What is scored, and how.
///
/// @param keep columns of the input that the output shall have; empty for all
public record ScoringRequest(
    TableFile input, TableFile output, Optional<List<String>> keep, Options options) {
  public ScoringRequest {
    keep = keep.map(List::copyOf);
  }

  /// What becomes of a row that breaks a rule of the model.
  public enum BadRows {
    /// The first one ends the run; no output is left.
    STOP,
    /// They are written into a file beside the output, with their reasons.
    QUARANTINE
  }

  /// How.
  ///
  /// @param explain whether each answer comes with what the features contributed to it
  /// @param mayMiss whether the input may lack columns that the model can do without
  /// @param overwrite whether an output that is there is replaced
  /// @param blockRows scored at once; empty for some thousands
  /// @param threads empty for so many as the model gains from
  public record Options(
      BadRows badRows,
      boolean explain,
      boolean mayMiss,
      boolean overwrite,
      OptionalInt blockRows,
      OptionalInt threads) {
    /// All at their defaults.
    public static Options defaults() {
      return new Options(
          BadRows.STOP, false, false, false, OptionalInt.empty(), OptionalInt.empty());
    }
  }
}
