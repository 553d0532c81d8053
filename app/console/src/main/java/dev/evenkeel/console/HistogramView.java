package dev.evenkeel.console;

import java.util.List;

/// Values of a column as bars in a box of 180 by 44.
///
/// @param bars of the version, or of the later one of two
/// @param before of the earlier one, as one line around its bars; empty when there is none
/// @param from what the left edge stands for
/// @param to what the right edge stands for
/// @param about the same in words, for those who do not see it
public record HistogramView(List<Bar> bars, String before, String from, String to, String about) {
  /// Of a column of which none is known.
  public static final HistogramView NONE = new HistogramView(List.of(), "", "", "", "");

  public HistogramView {
    bars = List.copyOf(bars);
  }

  /// Whether there is something to see.
  public boolean isDrawn() {
    return !bars.isEmpty() || !before.isEmpty();
  }

  /// A bar.
  ///
  /// @param label what it stands for, in words
  public record Bar(String x, String y, String width, String height, String label) {}
}
