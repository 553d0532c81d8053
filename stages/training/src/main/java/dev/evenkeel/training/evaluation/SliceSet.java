package dev.evenkeel.training.evaluation;

import java.util.List;
import java.util.Optional;

/// How the rows of each value of some columns did.
///
/// @param columns that cut, one or several at once
/// @param metric `accuracy` or `mean_absolute_error`
/// @param overall the metric over all rows
/// @param slices the largest first
/// @param leftOut slices that were too many to show
public record SliceSet(
    List<String> columns, String metric, double overall, List<Slice> slices, int leftOut) {
  public SliceSet {
    columns = List.copyOf(columns);
    slices = List.copyOf(slices);
  }

  /// Rows of one value of each column.
  ///
  /// @param values of the columns in their order
  /// @param interval empty when the slice is too small
  public record Slice(
      List<String> values, int rows, double metric, Optional<Interval> interval, Finding finding) {
    public Slice {
      values = List.copyOf(values);
    }
  }

  /// Holds the metric in 95 of 100 resamples.
  public record Interval(double low, double high) {}

  /// What a slice says.
  public enum Finding {
    /// Fewer rows than can be judged by.
    TOO_SMALL,
    /// Its whole interval is worse than all rows.
    WORSE,
    /// Its whole interval is better than all rows.
    BETTER,
    /// Nothing that chance could not do.
    ALIKE
  }
}
