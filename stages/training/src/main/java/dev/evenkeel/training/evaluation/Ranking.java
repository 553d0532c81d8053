package dev.evenkeel.training.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How well scores order the rows of each group, as lists that people read from the top.
public final class Ranking {
  private Ranking() {}

  /// `ndcg_at_k` with linear gains, `map_at_k` and `mrr`, each a mean over the groups that hold
  /// something relevant. Rows of one score share the gain of their places in NDCG; in the other two
  /// the irrelevant ones count as ahead, so that a constant score earns nothing.
  ///
  /// @param groups a row each
  /// @param relevance 0 is irrelevant; never negative
  /// @param k how far people read
  public static Map<String, Double> of(
      List<String> groups, double[] relevance, double[] scores, int k) {
    if (Arrays.stream(relevance).anyMatch(value -> value < 0)) {
      throw new IllegalArgumentException("Cannot rank: relevance must not be negative");
    }
    Map<String, List<Integer>> rows =
        IntStream.range(0, groups.size())
            .boxed()
            .collect(Collectors.groupingBy(groups::get, TreeMap::new, Collectors.toList()));
    List<List<Integer>> lists =
        rows.values().stream()
            .filter(list -> list.stream().anyMatch(row -> relevance[row] > 0))
            .toList();
    Map<String, Double> metrics = new TreeMap<>();
    put(metrics, "ndcg_at_" + k, lists, list -> ndcg(list, relevance, scores, k));
    put(metrics, "map_at_" + k, lists, list -> precision(list, relevance, scores, k));
    put(metrics, "mrr", lists, list -> reciprocal(list, relevance, scores));
    return metrics;
  }

  private static void put(
      Map<String, Double> metrics,
      String name,
      List<List<Integer>> lists,
      ToDoubleFunction<List<Integer>> metric) {
    OptionalDouble mean = lists.stream().mapToDouble(metric).average();
    mean.ifPresent(value -> metrics.put(name, value));
  }

  private static double ndcg(List<Integer> list, double[] relevance, double[] scores, int k) {
    return gain(list, relevance, scores, k) / gain(list, relevance, relevance, k);
  }

  private static double gain(List<Integer> list, double[] relevance, double[] scores, int k) {
    List<Integer> order =
        list.stream().sorted(Comparator.comparingDouble((Integer row) -> -scores[row])).toList();
    double sum = 0;
    int first = 0;
    while (first < Math.min(k, order.size())) {
      int end = first;
      double gains = 0;
      double discounts = 0;
      while (end < order.size() && scores[order.get(end)] == scores[order.get(first)]) {
        gains += relevance[order.get(end)];
        discounts += end < k ? StrictMath.log(2) / StrictMath.log(end + 2) : 0;
        end++;
      }
      sum += gains / (end - first) * discounts;
      first = end;
    }
    return sum;
  }

  private static double precision(List<Integer> list, double[] relevance, double[] scores, int k) {
    List<Integer> order = worstFirst(list, relevance, scores);
    long relevant = list.stream().filter(row -> relevance[row] > 0).count();
    double sum = 0;
    int found = 0;
    for (int place = 0; place < Math.min(k, order.size()); place++) {
      if (relevance[order.get(place)] > 0) {
        found++;
        sum += (double) found / (place + 1);
      }
    }
    return sum / Math.min(k, relevant);
  }

  private static double reciprocal(List<Integer> list, double[] relevance, double[] scores) {
    List<Integer> order = worstFirst(list, relevance, scores);
    int place = 0;
    while (relevance[order.get(place)] <= 0) {
      place++;
    }
    return 1.0 / (place + 1);
  }

  private static List<Integer> worstFirst(List<Integer> list, double[] relevance, double[] scores) {
    return list.stream()
        .sorted(
            Comparator.comparingDouble((Integer row) -> -scores[row])
                .thenComparingDouble(row -> relevance[row]))
        .toList();
  }
}
