package dev.evenkeel.training.search;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import tools.jackson.databind.JsonNode;

/// What a search may try: only lists are a grid, of which every combination is tried; with a range
/// among them, settings are drawn.
public final class SearchSpace {
  /// More would take days, and find the noise of the folds.
  static final int TRIALS_MAX = 200;

  private static final int SETTINGS_MAX = 20;
  private static final int CHOICES_MAX = 50;
  private static final String EXPECTED =
      "a list of numbers, or one of {int: [3, 8]}, {uniform: [0.5, 1]}, {log: [0.01, 0.3]}";

  private final Map<String, Range> ranges;

  private SearchSpace(Map<String, Range> ranges) {
    this.ranges = ranges;
  }

  /// Reads a space such as `{"trees": [50, 100], "depth": {"int": [3, 8]}}`.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION`
  public static SearchSpace parse(JsonNode space) {
    if (!space.isObject() || space.isEmpty() || space.size() > SETTINGS_MAX) {
      throw problem(
          "`search` of a train step cannot be used",
          "from 1 to %d settings, each with what it may be".formatted(SETTINGS_MAX));
    }
    // In the order of the alphabet, so that how the keys are written changes no draw.
    Map<String, Range> ranges = new TreeMap<>();
    space
        .properties()
        .forEach(each -> ranges.put(each.getKey(), range(each.getKey(), each.getValue())));
    return new SearchSpace(ranges);
  }

  private static Range range(String name, JsonNode range) {
    if (range.isArray()) {
      return new Range.Choice(numbers(name, range, 1, CHOICES_MAX));
    }
    if (!range.isObject() || range.size() != 1) {
      throw unusable(name);
    }
    Map.Entry<String, JsonNode> only = range.properties().iterator().next();
    List<Double> ends = numbers(name, only.getValue(), 2, 2);
    double from = ends.getFirst();
    double to = ends.getLast();
    boolean isWhole = from == Math.rint(from) && to == Math.rint(to) && Math.abs(to) < 1e9;
    String kind = only.getKey();
    if (kind.equals("int") && isWhole && from < to) {
      return new Range.Whole((long) from, (long) to);
    }
    if (kind.equals("uniform") && from < to) {
      return new Range.Uniform(from, to);
    }
    if (kind.equals("log") && from > 0 && from < to) {
      return new Range.LogUniform(from, to);
    }
    throw unusable(name);
  }

  private static List<Double> numbers(String name, JsonNode list, int least, int most) {
    if (!list.isArray() || list.size() < least || list.size() > most) {
      throw unusable(name);
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode item : list) {
      double number = item.isNumber() ? item.asDouble() : Double.NaN;
      if (!Double.isFinite(number) || (most > 2 && numbers.contains(number))) {
        throw unusable(name);
      }
      numbers.add(number);
    }
    return numbers;
  }

  /// The settings at the least and at the most of each range, for who knows what they may be.
  public List<Map<String, Double>> ends() {
    Map<String, Double> least = new TreeMap<>();
    Map<String, Double> most = new TreeMap<>();
    ranges.forEach((name, range) -> {
      least.put(name, range.least());
      most.put(name, range.most());
    });
    return List.of(least, most);
  }

  /// What is tried, in its order. The same arguments give the same trials.
  ///
  /// @param count how many are drawn; a grid has its own number
  public List<Map<String, Double>> trials(int count, long seed) {
    return isGrid() ? grid() : drawn(count, seed);
  }

  /// Whether every combination is tried.
  public boolean isGrid() {
    return ranges.values().stream().allMatch(range -> range instanceof Range.Choice);
  }

  private List<Map<String, Double>> grid() {
    List<Map<String, Double>> trials = List.of(Map.of());
    for (Map.Entry<String, Range> each : ranges.entrySet()) {
      List<Map<String, Double>> more = new ArrayList<>();
      for (Map<String, Double> trial : trials) {
        for (double value : ((Range.Choice) each.getValue()).values()) {
          Map<String, Double> one = new TreeMap<>(trial);
          one.put(each.getKey(), value);
          more.add(one);
        }
      }
      if (more.size() > TRIALS_MAX) {
        throw problem(
            "the grid of `search` has too many combinations",
            "at most %d; a range such as {uniform: [0.5, 1]} draws instead".formatted(TRIALS_MAX));
      }
      trials = more;
    }
    return trials;
  }

  private List<Map<String, Double>> drawn(int count, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Map<String, Double>> trials = new ArrayList<>();
    for (int trial = 0; trial < count; trial++) {
      Map<String, Double> one = new TreeMap<>();
      ranges.forEach((name, range) -> one.put(name, range.draw(random)));
      trials.add(one);
    }
    return trials.stream().distinct().toList();
  }

  private static RuntimeException unusable(String name) {
    return problem(
        "`search: %s` of a train step cannot be used".formatted(Names.abbreviate(name)), EXPECTED);
  }

  private static RuntimeException problem(String what, String expected) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "", expected, "").asException();
  }
}
