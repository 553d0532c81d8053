package dev.evenkeel.automation;

import java.util.Map;
import java.util.TreeMap;

/// How far a replay is; stored with each finished month, in one row.
///
/// @param dataset name of the dataset that is ingested
/// @param rowsTotal of the history
/// @param months what was served in each month (`1994-01`) and how both models did on it
/// @param sent requests that were sent
/// @param refused rows that the contract refused, with a reason
/// @param failed requests that were not answered as they should
/// @param rowsDone rows of the history that are behind
public record ReplayProgress(
    String dataset,
    Measure measure,
    long rowsTotal,
    Map<String, Tally> months,
    long sent,
    long refused,
    long failed,
    long rowsDone) {
  public ReplayProgress {
    months = java.util.Collections.unmodifiableMap(new TreeMap<>(months));
  }

  /// Nothing yet.
  static ReplayProgress none(String dataset, Measure measure, long rowsTotal) {
    return new ReplayProgress(dataset, measure, rowsTotal, Map.of(), 0, 0, 0, 0);
  }

  /// Rows with truth, and the sum over them of what the measure takes the mean of: 1 for a right
  /// label, or the absolute error.
  public record Tally(long rows, double frozen, double champion) {
    static final Tally NONE = new Tally(0, 0, 0);

    Tally plus(Tally other) {
      return new Tally(rows + other.rows, frozen + other.frozen, champion + other.champion);
    }

    /// Score of the model that was never retrained; NaN without rows.
    public double frozenScore() {
      return rows == 0 ? Double.NaN : frozen / rows;
    }

    /// Score of whatever served; NaN without rows.
    public double championScore() {
      return rows == 0 ? Double.NaN : champion / rows;
    }
  }
}
