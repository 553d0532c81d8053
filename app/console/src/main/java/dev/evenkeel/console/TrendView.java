package dev.evenkeel.console;

import java.util.List;

/// Versions from old to new as bars in a box of 600 by 160: rows above, the share that their
/// batches lost to quarantine below.
///
/// @param mostRows what the highest bar of rows stands for
/// @param mostShare what the highest bar of shares stands for
/// @param about the same in words, for those who do not see it
public record TrendView(List<Bar> bars, String mostRows, String mostShare, String about) {
  public TrendView {
    bars = List.copyOf(bars);
  }

  /// A version.
  ///
  /// @param label what it stands for, in words
  /// @param address of its page; empty when it is no longer kept
  public record Bar(
      String x,
      String width,
      String rowsY,
      String rowsHeight,
      String shareY,
      String shareHeight,
      String label,
      String address) {}
}
