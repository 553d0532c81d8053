package dev.evenkeel.automation;

import dev.evenkeel.models.Target;
import java.util.Locale;

/// How well a model does, as people follow it.
public enum Measure {
  /// Share of right labels; more is better.
  ACCURACY("accuracy"),
  /// Mean absolute error in units of the target; less is better.
  MEAN_ABSOLUTE_ERROR("mean_absolute_error");

  private final String written;

  Measure(String written) {
    this.written = written;
  }

  /// The measure that fits a target.
  public static Measure of(Target target) {
    return target instanceof Target.Quantity ? MEAN_ABSOLUTE_ERROR : ACCURACY;
  }

  /// As files and metrics name it.
  public String written() {
    return written;
  }

  /// As people say it.
  public String spoken() {
    return written.replace('_', ' ');
  }

  /// By how much `score` is worse than `reference`; negative when it is better.
  public double decline(double score, double reference) {
    return this == ACCURACY ? reference - score : score - reference;
  }

  /// What a score did that is worse now, as people say it.
  public String worsened() {
    return this == ACCURACY ? "fell" : "rose";
  }

  /// What a score is that is worse than the policy tolerates.
  public String bad() {
    return this == ACCURACY ? "too low" : "too high";
  }

  /// A score as people read it.
  public String format(double score) {
    if (Double.isNaN(score)) {
      return "-";
    }
    return this == ACCURACY
        ? String.format(Locale.ROOT, "%.3f", score)
        : String.format(Locale.ROOT, Math.abs(score) >= 100 ? "%,.0f" : "%.4g", score);
  }
}
