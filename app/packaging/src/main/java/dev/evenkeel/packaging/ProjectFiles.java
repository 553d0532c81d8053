package dev.evenkeel.packaging;

import dev.evenkeel.models.Target;
import java.util.List;

/// The texts of a drafted project.
final class ProjectFiles {
  private ProjectFiles() {}

  static String pipeline() {
    return """
    version: 1
    name: train
    steps:
      load: {uses: load}
      check: {uses: check, after: [load]}
      split: {uses: split, after: [check]}
      train:
        uses: train
        after: [split]
        with: {trees: 100, depth: 5, learningRate: 0.1, rowShare: 0.8, columnShare: 0.8}
      baseline: {uses: baseline, after: [split]}
      evaluate: {uses: evaluate, after: [train, baseline]}
      register: {uses: register, after: [evaluate]}
    """;
  }

  static String monitoring(Target target, Thresholds thresholds) {
    return """
    version: 1
    window: month
    # What moves less than this does not matter.
    drift: {tolerance: 0.02, q: 1%%, minRows: %d}
    performance: {metric: %s, minLabels: %d, labelsExpected: 80%%}
    """
        .formatted(
            thresholds.rowsMin(),
            target instanceof Target.Quantity ? "mean_absolute_error" : "accuracy",
            thresholds.labelsMin());
  }

  static String policy(Thresholds thresholds) {
    return """
    version: 1
    triggers:
      # Worse than the champion's reference by 5 %% of it, in the newest closed month and in 2 of the last 5.
      performance: {drop: 5%%, violations: 2, of: 5}
      age: {max: 12mo}
    # Months to wait after a training; doubled with each refusal in a row.
    cooldown: {windows: 1, backoff: 2, max: 8}
    pause: {afterRefusals: 6}
    training: {window: 12mo}
    holdout: {windows: 2, maxWindows: %d, minRows: %d, minRarest: %d}
    gates:
      # `linear` would also refuse what a linear model does as well.
      floor: {beats: constant}
      # Paired bootstrap of the loss on rows that neither model has seen.
      better: {resamples: 1000, minGain: 1%%}
    """
        .formatted(thresholds.holdoutWindows(), thresholds.holdoutRows(), thresholds.rarestMin());
  }

  static String readme(String name, InferenceRequest request, List<String> notes) {
    StringBuilder out = new StringBuilder();
    out.append("# ").append(name).append("\n\n");
    out.append(
        "Predicts `%s`. Drafted from `%s`; every line is a guess that you may change.\n\n"
            .formatted(request.target(), request.file().getFileName()));
    out.append("    evenkeel replay .      what this policy would have done on the history\n\n");
    notes.forEach(note -> out.append("- ").append(note).append('\n'));
    return out.toString();
  }
}
