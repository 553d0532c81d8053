package dev.evenkeel.automation;

import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;

/// When to retrain, what a challenger must show and when to leave it: `policy.yaml`.
///
/// @param ageMax a champion older than this starts a training
/// @param pauseAfterRefusals so many refusals in a row, and no training starts until a person
///   resumes
/// @param floor what is simpler and must be beaten by every challenger
/// @param trainingWindow how much history before the holdout a training reads
/// @param approval of people, before a challenger that passed serves
/// @param digest of the file, kept with every decision
public record Policy(
    PerformanceTrigger performance,
    Period ageMax,
    Cooldown cooldown,
    int pauseAfterRefusals,
    Floor floor,
    BetterGate better,
    Holdout holdout,
    Period trainingWindow,
    Approval approval,
    String digest) {

  /// The longest age as people say it: `9 months`, `P30D`.
  String ageMaxSpoken() {
    return ageMax.toTotalMonths() > 0 ? ageMax.toTotalMonths() + " months" : ageMax.toString();
  }

  /// Fires when the score is worse than the champion's reference by more than `drop` in the newest
  /// closed window and in at least `violations` of the last `of`.
  ///
  /// @param relative whether `drop` is a share of the reference instead of an amount
  public record PerformanceTrigger(double drop, boolean relative, int violations, int of) {}

  /// Windows that must pass after a training before the next; `backoff` multiplies it with each
  /// refusal in a row.
  public record Cooldown(int windows, int backoff, int max) {
    /// Windows to wait after so many refusals in a row.
    public int after(int refusals) {
      long wait = windows;
      for (int refusal = 0; refusal < refusals && wait < max; refusal++) {
        wait *= backoff;
      }
      return (int) Math.min(wait, max);
    }
  }

  /// Who must agree to a promotion.
  ///
  /// @param people how many; 0 leaves it to the gates, and to the rules of the alias
  /// @param expires how long they have; then the challenger is refused
  public record Approval(int people, Period expires) {
    /// The time as a length; a month is one of 31 days.
    Duration validity() {
      LocalDate from = LocalDate.EPOCH;
      return Duration.ofDays(ChronoUnit.DAYS.between(from, from.plus(expires)));
    }
  }

  /// What is simpler than a challenger.
  public enum Floor {
    /// A linear model on the same rows.
    LINEAR,
    /// The best answer that looks at nothing.
    CONSTANT
  }

  /// The paired bootstrap of the loss.
  ///
  /// @param resamples how many
  /// @param gainMin smallest share of the champion's loss that is worth moving traffic
  public record BetterGate(int resamples, double gainMin) {}

  /// The newest labelled windows, which neither model has seen.
  ///
  /// @param windows at first
  /// @param windowsMax extended back to at most so many
  /// @param rowsMin until it has so many rows
  /// @param rarestMin and so many of the rarest class
  public record Holdout(int windows, int windowsMax, int rowsMin, int rarestMin) {}
}
