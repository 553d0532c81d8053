package dev.evenkeel.training;

import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/// Which rows judge. Positions rise; equal arguments give equal positions.
final class Splits {
  private Splits() {}

  /// So many of the rows, by chance.
  static int[] random(int rows, double share, long seed) {
    return stratified(new int[rows], share, seed);
  }

  /// So many of the rows of each kind, by chance.
  ///
  /// @param kinds of the rows
  static int[] stratified(int[] kinds, double share, long seed) {
    Map<Integer, List<Integer>> rows = new TreeMap<>();
    for (int row = 0; row < kinds.length; row++) {
      rows.computeIfAbsent(kinds[row], _ -> new ArrayList<>()).add(row);
    }
    Random random = Random.from(generator(seed));
    List<Integer> chosen = new ArrayList<>();
    for (List<Integer> kind : rows.values()) {
      Collections.shuffle(kind, random);
      chosen.addAll(kind.subList(0, (int) Math.round(kind.size() * share)));
    }
    return rising(chosen);
  }

  /// Whole groups, by chance, until they hold about so many of the rows.
  ///
  /// @param groups of the rows
  static int[] groups(List<String> groups, double share, long seed) {
    Map<String, List<Integer>> rows = new TreeMap<>();
    for (int row = 0; row < groups.size(); row++) {
      rows.computeIfAbsent(groups.get(row), _ -> new ArrayList<>()).add(row);
    }
    if (rows.size() < 2) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "all rows are of one group: they cannot be split by it",
              "split by another column")
          .asException();
    }
    List<List<Integer>> order = new ArrayList<>(rows.values());
    Collections.shuffle(order, Random.from(generator(seed)));
    double wanted = groups.size() * share;
    List<Integer> chosen = new ArrayList<>(order.getFirst());
    // The last group stays on the other side, whatever was wanted.
    for (List<Integer> group : order.subList(1, order.size() - 1)) {
      if (Math.abs(chosen.size() + group.size() - wanted) < Math.abs(chosen.size() - wanted)) {
        chosen.addAll(group);
      }
    }
    return rising(chosen);
  }

  /// When the newest rows begin that are so many of all; rows of one moment stay together.
  ///
  /// @param events when each row happened; at least one
  static long cut(long[] events, double share) {
    long[] sorted = events.clone();
    Arrays.sort(sorted);
    int newest = Math.max(1, (int) Math.round(sorted.length * share));
    return sorted[sorted.length - newest];
  }

  /// The positions of all other rows.
  static int[] others(int rows, int[] chosen) {
    boolean[] isChosen = new boolean[rows];
    for (int row : chosen) {
      isChosen[row] = true;
    }
    return IntStream.range(0, rows).filter(row -> !isChosen[row]).toArray();
  }

  private static int[] rising(List<Integer> rows) {
    return rows.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
