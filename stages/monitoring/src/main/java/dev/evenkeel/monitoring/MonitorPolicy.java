package dev.evenkeel.monitoring;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import java.util.Optional;

/// What is watched: `monitoring.yaml`. Windows are calendar months in UTC.
///
/// @param tolerance a move of an input up to this does not matter, nearly a PSI
/// @param q share of false alarms among columns that alarm
/// @param rowsMin a window of fewer rows is not judged
/// @param labelsMin a window of fewer labels has no score
/// @param labelsExpected share of a window's labels that must be in before it closes
public record MonitorPolicy(
    double tolerance, double q, int rowsMin, int labelsMin, double labelsExpected) {

  /// Reads the file strictly.
  ///
  /// @param where its name in messages
  public static MonitorPolicy read(String yaml, String where) {
    YamlMap document = Yaml.parseMap(yaml, where);
    document.versionOne();
    String window = document.optionalText("window").orElse("month");
    demand(document, "window", window.equals("month"), "`month`, the only window of this version");
    Optional<YamlMap> drift = document.optionalMap("drift");
    Optional<YamlMap> performance = document.optionalMap("performance");
    document.done();
    MonitorPolicy policy =
        new MonitorPolicy(
            drift.map(map -> map.number("tolerance", 0.02)).orElse(0.02),
            drift.map(map -> map.number("q", 0.01)).orElse(0.01),
            drift.map(map -> map.integer("minRows", 200)).orElse(200),
            performance.map(map -> map.integer("minLabels", 200)).orElse(200),
            performance.map(map -> map.number("labelsExpected", 0.8)).orElse(0.8));
    drift.ifPresent(map -> {
      demand(map, "tolerance", policy.tolerance() >= 0 && policy.tolerance() < 10, "from 0 to 10");
      demand(map, "q", policy.q() > 0 && policy.q() <= 0.5, "above 0, up to 50%");
      demand(map, "minRows", policy.rowsMin() >= 10, "10 or more");
      map.done();
    });
    performance.ifPresent(map -> {
      String metric = map.optionalText("metric").orElse("accuracy");
      demand(
          map,
          "metric",
          metric.equals("accuracy") || metric.equals("mean_absolute_error"),
          "`accuracy` for labels, `mean_absolute_error` for a quantity; got `%s`"
              .formatted(Names.abbreviate(metric)));
      demand(map, "minLabels", policy.labelsMin() >= 10, "10 or more");
      demand(
          map,
          "labelsExpected",
          policy.labelsExpected() > 0 && policy.labelsExpected() <= 1,
          "above 0, up to 100%");
      map.done();
    });
    return policy;
  }

  private static void demand(YamlMap map, String key, boolean holds, String expected) {
    if (!holds) {
      throw map.placeOf(key)
          .problem("`%s` is out of bounds".formatted(key), expected)
          .asException();
    }
  }
}
