package dev.evenkeel.profiles;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.evenkeel.contracts.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// One column of a reference: bins that never move, and how many rows fell into each.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ColumnProfile.Numeric.class, name = "numeric"),
  @JsonSubTypes.Type(value = ColumnProfile.Categorical.class, name = "categorical")
})
public sealed interface ColumnProfile {
  /// Rows of the reference in each bin.
  List<Long> counts();

  /// Rows without a value.
  long missing();

  /// Rows of a frame's column in each bin; missing values and infinities are in none.
  long[] count(Frame.Column column);

  /// What a bin is called.
  String bin(int index);

  /// Numbers: bin `i` is [edge i−1, edge i), the outer ones are open.
  record Numeric(List<Double> edges, List<Long> counts, long missing) implements ColumnProfile {
    private static final int BINS = 10;
    private static final double TAIL = 0.005;
    private static final double ATOM = 0.05;

    public Numeric {
      edges = List.copyOf(edges);
      counts = List.copyOf(counts);
    }

    static Numeric of(Frame.Numbers column) {
      double[] sorted = Arrays.stream(column.values()).filter(Double::isFinite).sorted().toArray();
      List<Double> edges = edges(sorted);
      Numeric empty = new Numeric(edges, List.of(), column.length() - sorted.length);
      return new Numeric(edges, boxed(empty.count(column)), empty.missing());
    }

    /// Ten equally likely bins, two tails, and a bin of its own for each value that is common.
    private static List<Double> edges(double[] sorted) {
      TreeSet<Double> edges = new TreeSet<>();
      if (sorted.length > 0) {
        edges.add(quantile(sorted, TAIL));
        edges.add(quantile(sorted, 1 - TAIL));
        for (int bin = 1; bin < BINS; bin++) {
          edges.add(quantile(sorted, (double) bin / BINS));
        }
        for (double atom : atoms(sorted)) {
          edges.add(atom);
          edges.add(Math.nextUp(atom));
        }
      }
      return new ArrayList<>(edges);
    }

    private static List<Double> atoms(double[] sorted) {
      List<Double> atoms = new ArrayList<>();
      int start = 0;
      for (int index = 1; index <= sorted.length; index++) {
        if (index == sorted.length || sorted[index] != sorted[start]) {
          if (index - start > ATOM * sorted.length) {
            atoms.add(sorted[start] + 0.0);
          }
          start = index;
        }
      }
      return atoms;
    }

    private static double quantile(double[] sorted, double share) {
      // -0.0 + 0.0 is 0.0: both zeros are one edge.
      return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))]
          + 0.0;
    }

    @Override
    public long[] count(Frame.Column column) {
      double[] bounds = edges.stream().mapToDouble(edge -> edge).toArray();
      long[] binned = new long[bounds.length + 1];
      if (column instanceof Frame.Numbers numbers) {
        for (double value : numbers.values()) {
          if (Double.isFinite(value)) {
            int found = Arrays.binarySearch(bounds, value + 0.0);
            binned[found >= 0 ? found + 1 : -found - 1]++;
          }
        }
      }
      return binned;
    }

    @Override
    public String bin(int index) {
      if (edges.isEmpty()) {
        return "any number";
      }
      if (index == 0) {
        return "below " + plain(edges.getFirst());
      }
      if (index == edges.size()) {
        return plain(edges.getLast()) + " and more";
      }
      double from = edges.get(index - 1);
      double to = edges.get(index);
      return to == Math.nextUp(from) ? plain(from) : plain(from) + " to " + plain(to);
    }

    private static String plain(double value) {
      return value == Math.rint(value)
          ? String.format(Locale.ROOT, "%.0f", value)
          : String.format(Locale.ROOT, "%.4g", value);
    }
  }

  /// Levels, the most frequent first; one more bin takes what the reference did not have.
  record Categorical(List<String> values, List<Long> counts, long missing)
      implements ColumnProfile {
    private static final int VALUES_MAX = 256;

    public Categorical {
      values = List.copyOf(values);
      counts = List.copyOf(counts);
    }

    static Categorical of(Frame.Texts column) {
      Map<String, Long> found = new TreeMap<>();
      long missing = 0;
      for (String value : column.values()) {
        if (value == null) {
          missing++;
        } else {
          found.merge(value, 1L, Long::sum);
        }
      }
      List<String> values =
          found.entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .limit(VALUES_MAX)
              .map(Map.Entry::getKey)
              .toList();
      Categorical empty = new Categorical(values, List.of(), missing);
      return new Categorical(values, boxed(empty.count(column)), missing);
    }

    @Override
    public long[] count(Frame.Column column) {
      Map<String, Integer> positions = new HashMap<>();
      values.forEach(value -> positions.put(value, positions.size()));
      long[] binned = new long[values.size() + 1];
      if (column instanceof Frame.Texts texts) {
        for (String value : texts.values()) {
          if (value != null) {
            binned[positions.getOrDefault(value, values.size())]++;
          }
        }
      }
      return binned;
    }

    @Override
    public String bin(int index) {
      return index == values.size() ? "other values" : values.get(index);
    }
  }

  private static List<Long> boxed(long[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }
}
