package dev.evenkeel.server;

import dev.evenkeel.console.RunView;
import dev.evenkeel.registry.Registered;
import dev.evenkeel.registry.Tracking;
import dev.evenkeel.registry.search.Page;
import dev.evenkeel.registry.tracking.DatasetInput;
import dev.evenkeel.registry.tracking.Experiment;
import dev.evenkeel.registry.tracking.Metric;
import dev.evenkeel.registry.tracking.Run;
import dev.evenkeel.registry.tracking.RunInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts a run into the words of its page.
final class RunPageViews {
  private static final int POINTS_MAX = 1_000;
  private static final int CURVES_MAX = 50;
  private static final int VERSIONS_MAX = 100;
  private static final int DIGITS = 5;
  private static final double PLAIN_LEAST = 1e-6;
  private static final double PLAIN_MOST = 1e15;
  private static final double WIDTH = 300;
  private static final double HEIGHT = 48;

  /// The tag under which MLflow keeps what somebody wrote about a thing.
  static final String NOTE = "mlflow.note.content";

  private final Tracking tracking;
  private final Registered registered;
  private final DatasetLinks datasets;

  RunPageViews(Tracking tracking, Registered registered, DatasetLinks datasets) {
    this.datasets = datasets;
    this.tracking = tracking;
    this.registered = registered;
  }

  RunView view(Run run) {
    RunInfo info = run.info();
    RunFiles files = RunFiles.of(tracking, info.id());
    return new RunView(
        info.id(),
        info.name(),
        String.valueOf(info.experimentId()),
        tracking.experiments().find(info.experimentId()).map(Experiment::name).orElse(""),
        status(info),
        ShownTimes.minute(info.startMillis()),
        took(info),
        info.user(),
        run.tags().getOrDefault(NOTE, ""),
        pairs(run.params()),
        curves(run),
        pairs(
            run.tags().entrySet().stream()
                .filter(tag -> !tag.getKey().startsWith("mlflow."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))),
        run.datasets().stream().map(this::dataset).toList(),
        run.modelOutputs().stream().map(output -> "logged model " + output.modelId()).toList(),
        versions(info.id()),
        files.nodes(),
        files.hasMore());
  }

  static String status(RunInfo info) {
    return info.status().name().toLowerCase(Locale.ROOT);
  }

  static String took(RunInfo info) {
    return info.endMillis().isPresent()
        ? ShownTimes.length(info.endMillis().getAsLong() - info.startMillis())
        : "";
  }

  /// Five digits, and all of a whole number, say what people compare; the API has the rest.
  static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || size >= PLAIN_MOST || (size > 0 && size < PLAIN_LEAST)) {
      return String.valueOf(value);
    }
    int whole = size < 1 ? 0 : (int) Math.log10(size) + 1;
    return new BigDecimal(value, new MathContext(Math.max(DIGITS, whole)))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static List<RunView.Pair> pairs(Map<String, String> texts) {
    return texts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(pair -> new RunView.Pair(pair.getKey(), pair.getValue()))
        .toList();
  }

  private List<RunView.Curve> curves(Run run) {
    return run.metrics().stream()
        .limit(CURVES_MAX)
        .map(metric -> curve(run.info().id(), metric))
        .toList();
  }

  private RunView.Curve curve(String run, Metric latest) {
    List<Metric> points =
        tracking.runs().history(run, latest.key(), Optional.empty(), POINTS_MAX).points().stream()
            .filter(point -> Double.isFinite(point.value()))
            .toList();
    if (points.size() < 2) {
      return new RunView.Curve(latest.key(), number(latest.value()), "", "");
    }
    return new RunView.Curve(
        latest.key(),
        number(latest.value()),
        line(points),
        "%s: %d points from %s to %s"
            .formatted(
                latest.key(),
                points.size(),
                number(points.getFirst().value()),
                number(points.getLast().value())));
  }

  private static String line(List<Metric> points) {
    double least = points.stream().mapToDouble(Metric::value).min().orElse(0);
    double most = points.stream().mapToDouble(Metric::value).max().orElse(0);
    double range = most > least ? most - least : 1;
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < points.size(); index++) {
      double x = WIDTH * index / (points.size() - 1);
      double y = HEIGHT - 2 - (HEIGHT - 4) * (points.get(index).value() - least) / range;
      line.append(index == 0 ? "" : " ").append(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
    }
    return line.toString();
  }

  private RunView.Version dataset(DatasetInput input) {
    String context = input.tags().getOrDefault("mlflow.data.context", "");
    String name = input.dataset().name();
    String digest = input.dataset().digest();
    return new RunView.Version(
        "dataset %s (%s)%s".formatted(name, digest, context.isEmpty() ? "" : " for " + context),
        datasets.address(name + "@" + digest));
  }

  private List<RunView.Version> versions(String run) {
    Page<Long> found =
        registered
            .versionSearch()
            .search("run_id = '%s'".formatted(run), List.of(), VERSIONS_MAX, Optional.empty());
    return registered.pages().versions(found.ids()).stream()
        .map(version ->
            new RunView.Version(
                version.model() + "@" + version.number(),
                "/models/%s/versions/%d".formatted(version.model(), version.number())))
        .toList();
  }
}
