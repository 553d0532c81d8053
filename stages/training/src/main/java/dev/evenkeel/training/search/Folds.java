package dev.evenkeel.training.search;

import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Rows that train and rows that judge, ordered by time: each fold is judged on a later stretch
/// than it is trained on, by labels that were known when that stretch began.
///
/// @param training positions of rows
/// @param judging positions of rows
// Used within one search and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Folds(int[] training, int[] judging) {
  private static final int ROWS_MIN = 20;

  /// Cuts the rows into one stretch more than folds; a fold trains on all stretches before its own.
  /// One fold is a hold-out of the newest fifth.
  ///
  /// @param events when each row happened
  /// @param labelled when its truth was known
  public static List<Folds> byTime(long[] events, long[] labelled, int folds) {
    int[] order =
        IntStream.range(0, events.length)
            .boxed()
            .sorted(Comparator.comparingLong((Integer row) -> events[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    int stretches = folds == 1 ? 5 : folds + 1;
    List<Folds> cut = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int from = start(order, events, stretches - folds + fold, stretches);
      int to = start(order, events, stretches - folds + fold + 1, stretches);
      long begins = from < order.length ? events[order[from]] : Long.MAX_VALUE;
      int[] training =
          IntStream.range(0, from)
              .map(place -> order[place])
              .filter(row -> labelled[row] <= begins)
              .toArray();
      cut.add(new Folds(training, IntStream.range(from, to).map(place -> order[place]).toArray()));
    }
    demandRows(cut);
    return cut;
  }

  /// Rows of one moment stay together.
  private static int start(int[] order, long[] events, int stretch, int stretches) {
    int place = (int) ((long) order.length * stretch / stretches);
    while (place > 0 && place < order.length && events[order[place]] == events[order[place - 1]]) {
      place++;
    }
    return place;
  }

  private static void demandRows(List<Folds> cut) {
    for (Folds fold : cut) {
      int least = Math.min(fold.training.length, fold.judging.length);
      if (least < ROWS_MIN) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "a fold of the search has only %d rows whose labels were known in time"
                    .formatted(least),
                "take fewer folds, or more history; at least %d rows are needed"
                    .formatted(ROWS_MIN))
            .asException();
      }
    }
  }
}
