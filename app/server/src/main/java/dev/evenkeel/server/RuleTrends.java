package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.console.RuleTrendsView;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.profiles.Anomaly;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Results of a contract over versions, turned around: a series for each rule.
final class RuleTrends {
  private static final int RULES_MAX = 60;
  private static final double WIDTH = 600;
  private static final double HEIGHT = 40;

  /// A rule that holds is seen, too.
  private static final double LEAST = 4;

  /// A wider bar would say nothing more.
  private static final double BAR_MOST = 30;

  private final List<DatasetVersion> batches = new ArrayList<>();
  private final Map<String, Series> series = new LinkedHashMap<>();

  private RuleTrends() {}

  /// What a batch broke of a rule.
  ///
  /// @param violations rows; 0 of a rule that only a batch as a whole can break
  private record Judged(
      boolean isBroken, long violations, String severity, Optional<Anomaly> odd) {}

  /// A rule, and what became of it by the place of the batch.
  private record Series(
      String column, String rule, Map<Integer, Judged> judged, List<Double> shares) {
    boolean wasBroken() {
      return judged.values().stream().anyMatch(Judged::isBroken);
    }
  }

  /// @param versions newest first
  /// @param checks JSON of their results by number
  static RuleTrendsView of(List<DatasetVersion> versions, Map<Integer, String> checks) {
    RuleTrends trends = new RuleTrends();
    for (DatasetVersion version : versions.reversed()) {
      JsonNode rules = Json.mapper().readTree(checks.getOrDefault(version.number(), "[]"));
      if (!rules.isEmpty()) {
        trends.add(version, rules);
      }
    }
    return trends.view();
  }

  private void add(DatasetVersion version, JsonNode rules) {
    batches.add(version);
    Map<String, Integer> met = new HashMap<>();
    for (JsonNode rule : rules) {
      String outcome = rule.path("outcome").asString("");
      if (outcome.equals("NOT_EXECUTABLE")) {
        continue;
      }
      String column = rule.path("column").asString("");
      String name = rule.path("rule").asString("");
      // By name, not by bound: a rule whose bound has moved is the same rule.
      String key = column + "\n" + name;
      int again = met.merge(key, 1, Integer::sum);
      Series of =
          series.computeIfAbsent(
              key + "\n" + again,
              _ -> new Series(column, name, new HashMap<>(), new ArrayList<>()));
      long violations = rule.path("violations").asLong(0);
      double share = violations / (double) Math.max(1, version.rows() + version.rejected());
      Optional<Anomaly> odd = Anomaly.ofShare(of.shares(), share);
      of.shares().add(share);
      of.judged()
          .put(
              batches.size() - 1,
              new Judged(
                  violations > 0 || !(outcome.isEmpty() || outcome.equals("PASSED")),
                  violations,
                  rule.path("severity").asString("").toLowerCase(Locale.ROOT),
                  odd));
    }
  }

  /// Those that were broken come first, else the contract's order stays.
  private RuleTrendsView view() {
    if (batches.isEmpty()) {
      return new RuleTrendsView(List.of(), "", "", 0);
    }
    List<Series> ordered =
        series.values().stream().sorted(Comparator.comparing(each -> !each.wasBroken())).toList();
    return new RuleTrendsView(
        ordered.stream().limit(RULES_MAX).map(this::strip).toList(),
        String.valueOf(batches.getFirst().number()),
        String.valueOf(batches.getLast().number()),
        Math.max(0, ordered.size() - RULES_MAX));
  }

  private RuleTrendsView.Strip strip(Series of) {
    double most = of.shares().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    List<RuleTrendsView.Cell> cells = new ArrayList<>();
    for (int place = 0; place < batches.size(); place++) {
      Judged judged = of.judged().get(place);
      if (judged != null) {
        cells.add(cell(place, judged, most));
      }
    }
    Judged newest = of.judged().get(batches.size() - 1);
    long broken = of.judged().values().stream().filter(Judged::isBroken).count();
    return new RuleTrendsView.Strip(
        of.column(),
        of.rule(),
        newest == null ? "" : tone(newest),
        newest == null ? "not in the newest" : now(newest),
        "%s, %s: broken in %d of %d batches"
            .formatted(of.column(), of.rule(), broken, of.judged().size()),
        cells);
  }

  private RuleTrendsView.Cell cell(int place, Judged judged, double most) {
    DatasetVersion version = batches.get(place);
    double step = Math.min(BAR_MOST, WIDTH / batches.size());
    double share = share(version, judged);
    double tall = most == 0 ? 0 : share / most;
    // What a batch broke as a whole, it broke with all its rows.
    double height =
        LEAST + (judged.isBroken() && judged.violations() == 0 ? 1 : tall) * (HEIGHT - 2 * LEAST);
    return new RuleTrendsView.Cell(
        number(place * step),
        number(step * 0.85),
        number(HEIGHT - height),
        number(height),
        tone(judged),
        judged.odd().isPresent(),
        label(version, judged),
        DatasetTexts.page(version));
  }

  private static double share(DatasetVersion version, Judged judged) {
    return judged.violations() / (double) Math.max(1, version.rows() + version.rejected());
  }

  private static String now(Judged newest) {
    return newest.isBroken() && newest.violations() == 0
        ? "broken"
        : "%,d rows".formatted(newest.violations());
  }

  private static String label(DatasetVersion version, Judged judged) {
    String broken =
        judged.violations() == 0
            ? "%s: %s".formatted(version, judged.isBroken() ? "broken by the batch" : "holds")
            : "%s: %,d of %,d rows break it (%s)"
                .formatted(
                    version,
                    judged.violations(),
                    version.rows() + version.rejected(),
                    DatasetTexts.share(share(version, judged)));
    return broken
        + judged
            .odd()
            .map(odd -> ", odd: usually %s".formatted(DatasetTexts.share(odd.median())))
            .orElse("");
  }

  private static String tone(Judged judged) {
    if (!judged.isBroken()) {
      return "pass";
    }
    return judged.severity().equals("error") ? "fail" : "inconclusive";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
