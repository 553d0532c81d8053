package dev.evenkeel.pipelines;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/// Runs of a pipeline for several stretches of time.
///
/// @param definition the digest of what was deployed when it was asked for: all its runs are of it
/// @param since a day of the first stretch
/// @param until the first day behind the last stretch
/// @param parallel how many runs at once
/// @param parts how many stretches
/// @param cancelledBy who cancelled it
public record Backfill(
    String id,
    String project,
    String pipeline,
    String definition,
    LocalDate since,
    LocalDate until,
    Which which,
    int parallel,
    int parts,
    Instant asked,
    String askedBy,
    Optional<String> cancelledBy) {
  /// Of which stretches.
  public enum Which {
    /// Those for which no run succeeded, or is under way.
    MISSING,
    /// Those of them for which a run has failed or was cancelled.
    FAILED,
    /// All, whatever there is.
    ALL;

    /// As people write it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How far it is.
  ///
  /// @param left wait for their turn, or work
  /// @param refused could not be started; the parts say why
  public record Progress(int left, int succeeded, int failed, int cancelled, int refused) {
    /// Whether nothing will follow.
    public boolean isDone() {
      return left == 0;
    }
  }

  /// One stretch of it.
  ///
  /// @param state of its run, or of what is to start it
  /// @param run none until it is started
  /// @param message why it is no run, or why that failed; may be empty
  public record Part(LocalDate begin, String state, Optional<String> run, String message) {}
}
