package dev.evenkeel.console;

import java.util.List;

/// What became of each rule of a contract, batch by batch: one strip for each, from old to new, in
/// a box of 600 by 40.
///
/// @param from the oldest version of the strips
/// @param to the newest
/// @param left how many more rules there are
public record RuleTrendsView(List<Strip> strips, String from, String to, int left) {
  public RuleTrendsView {
    strips = List.copyOf(strips);
  }

  /// A rule.
  ///
  /// @param rule in words: `is a number`
  /// @param tone of its newest batch: `pass`, `inconclusive`, `fail`; empty when it was not judged
  /// @param now what its newest batch broke
  /// @param about all of it in words, for those who do not see it
  public record Strip(
      String column, String rule, String tone, String now, String about, List<Cell> cells) {
    public Strip {
      cells = List.copyOf(cells);
    }
  }

  /// A rule in a batch.
  ///
  /// @param isOdd whether it is far from the batches before
  /// @param label what it stands for, in words
  /// @param address of the version; empty when it is no longer kept
  public record Cell(
      String x,
      String width,
      String y,
      String height,
      String tone,
      boolean isOdd,
      String label,
      String address) {}
}
