package dev.evenkeel.cli;

import java.util.Collections;
import java.util.List;

/// Numbers as a line of small bars, from none to the largest.
final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /// Numbers that are not negative.
  static String of(List<Double> numbers) {
    double most = numbers.isEmpty() ? 0 : Collections.max(numbers);
    StringBuilder line = new StringBuilder();
    for (double number : numbers) {
      int bar = most <= 0 ? 0 : (int) Math.round(number / most * (BARS.length() - 1));
      line.append(BARS.charAt(bar));
    }
    return line.toString();
  }
}
