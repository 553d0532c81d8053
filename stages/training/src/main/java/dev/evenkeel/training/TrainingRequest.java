package dev.evenkeel.training;

import java.time.Instant;
import java.time.Period;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// What a training run is given.
///
/// @param project digest of the blob with `evenkeel.yaml`
/// @param contract digest of the blob with the contract
/// @param labelled name of the labelled dataset, the only one that training reads
/// @param until end of the newest closed label window; nothing younger is read
/// @param first whether the model has no version yet: every fifth row is then held out, at all
///   times
/// @param holdout what is set aside otherwise
/// @param window how much history before the holdout is read
public record TrainingRequest(
    String project,
    String contract,
    String labelled,
    Instant until,
    boolean first,
    Holdout holdout,
    Period window,
    long seed) {

  /// The newest months, extended back until they hold enough rows.
  ///
  /// @param months at first
  /// @param monthsMax at most
  /// @param rowsMin rows it should have
  /// @param rarestMin rows that its rarest class should have
  public record Holdout(int months, int monthsMax, int rowsMin, int rarestMin) {
    String text() {
      return "%d,%d,%d,%d".formatted(months, monthsMax, rowsMin, rarestMin);
    }

    static Holdout parse(String text) {
      int[] parts = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
      return new Holdout(parts[0], parts[1], parts[2], parts[3]);
    }
  }

  /// As a pipeline run takes them.
  public Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put(TrainingOutputs.PROJECT, project);
    parameters.put(TrainingOutputs.CONTRACT, contract);
    parameters.put(TrainingOutputs.LABELLED, labelled);
    parameters.put(TrainingOutputs.UNTIL, until.toString());
    parameters.put(TrainingOutputs.FIRST, String.valueOf(first));
    parameters.put(TrainingOutputs.HOLDOUT, holdout.text());
    parameters.put(TrainingOutputs.WINDOW, window.toString());
    parameters.put(TrainingOutputs.SEED, String.valueOf(seed));
    return parameters;
  }
}
