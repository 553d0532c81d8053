package dev.evenkeel.training.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What was said of what.
///
/// @param labels of the rows and of the columns
/// @param counts a row for each true label, in it a number for each label that was answered
public record Confusion(List<String> labels, List<List<Integer>> counts) {
  public Confusion {
    labels = List.copyOf(labels);
    counts = counts.stream().map(List::copyOf).toList();
  }

  static Confusion of(List<String> labels, int[] truths, int[] answers) {
    Integer[][] counts = new Integer[labels.size()][labels.size()];
    for (Integer[] row : counts) {
      Arrays.fill(row, 0);
    }
    for (int row = 0; row < truths.length; row++) {
      counts[truths[row]][answers[row]]++;
    }
    return new Confusion(labels, Arrays.stream(counts).map(Arrays::asList).toList());
  }

  int rows() {
    return IntStream.range(0, labels.size()).map(this::support).sum();
  }

  int right(int label) {
    return counts.get(label).get(label);
  }

  /// Rows that are of a label.
  int support(int label) {
    return counts.get(label).stream().mapToInt(Integer::intValue).sum();
  }

  /// Rows that were said to be of a label.
  int answered(int label) {
    return counts.stream().mapToInt(row -> row.get(label)).sum();
  }

  double accuracy() {
    return (double) IntStream.range(0, labels.size()).map(this::right).sum() / rows();
  }

  /// Mean recall of the labels that have rows.
  double balancedAccuracy() {
    return IntStream.range(0, labels.size())
        .filter(label -> support(label) > 0)
        .mapToDouble(label -> (double) right(label) / support(label))
        .average()
        .orElse(Double.NaN);
  }

  /// Matthews' correlation, for several labels as Gorodkin has it; 0 when all rows are, or were
  /// said to be, of one label.
  double matthews() {
    double rows = rows();
    double right = accuracy() * rows;
    double crossed = 0;
    double truths = 0;
    double answers = 0;
    for (int label = 0; label < labels.size(); label++) {
      crossed += (double) support(label) * answered(label);
      truths += (double) support(label) * support(label);
      answers += (double) answered(label) * answered(label);
    }
    double spread = Math.sqrt(rows * rows - truths) * Math.sqrt(rows * rows - answers);
    return spread == 0 ? 0 : (right * rows - crossed) / spread;
  }
}
