package dev.evenkeel.registry;

import dev.evenkeel.contracts.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Versions side by side: a row for each thing that they have, a value for each version.
///
/// @param versions in the order in which they were named, as `churn@3`
public record VersionComparison(
    List<String> versions,
    List<Figure> metrics,
    List<Row> parameters,
    List<Row> signature,
    List<Row> tags,
    List<Row> environment,
    List<Row> sizes) {
  private static final List<String> HITS =
      List.of("accuracy", "auc", "f1", "precision", "recall", "r2", "roc", "score", "kappa", "mcc");
  private static final List<String> MISSES =
      List.of("loss", "rmse", "mae", "mse", "mape", "error", "brier", "latency", "perplexity");

  public VersionComparison {
    versions = List.copyOf(versions);
    metrics = List.copyOf(metrics);
    parameters = List.copyOf(parameters);
    signature = List.copyOf(signature);
    tags = List.copyOf(tags);
    environment = List.copyOf(environment);
    sizes = List.copyOf(sizes);
  }

  /// Which way a metric is better, as far as its name says.
  public enum Better {
    HIGHER,
    LOWER,
    UNKNOWN;

    static Better of(String metric) {
      String name = metric.toLowerCase(Locale.ROOT);
      // In `score_error` the error is what is measured.
      if (MISSES.stream().anyMatch(name::contains)) {
        return LOWER;
      }
      return HITS.stream().anyMatch(name::contains) ? HIGHER : UNKNOWN;
    }
  }

  /// A metric.
  ///
  /// @param values one for each version; empty where it has none
  public record Figure(String name, List<Optional<Double>> values, Better better) {
    public Figure {
      values = List.copyOf(values);
    }

    /// Whether a version has the best value, and another a worse one.
    public boolean isBest(int index) {
      List<Double> known =
          values.stream().flatMap(Optional::stream).filter(Double::isFinite).toList();
      if (better == Better.UNKNOWN || known.stream().distinct().count() < 2) {
        return false;
      }
      double best = better == Better.HIGHER ? Collections.max(known) : Collections.min(known);
      return values.get(index).filter(value -> value == best).isPresent();
    }
  }

  /// Something else.
  ///
  /// @param values one for each version; empty where it has none
  public record Row(String name, List<Optional<String>> values) {
    public Row {
      values = List.copyOf(values);
    }

    /// Whether all have the same.
    public boolean isEqual() {
      return values.stream().distinct().count() == 1;
    }
  }

  /// Compares.
  public static VersionComparison of(List<VersionFacts> facts) {
    return new VersionComparison(
        facts.stream().map(each -> each.version().toString()).toList(),
        keys(facts, VersionFacts::metrics).stream()
            .map(key ->
                new Figure(
                    key,
                    facts.stream()
                        .map(each -> Optional.ofNullable(each.metrics().get(key)))
                        .toList(),
                    Better.of(key)))
            .toList(),
        rows(facts, VersionFacts::parameters),
        rows(facts, VersionComparison::signature),
        rows(facts, each -> each.registered().tags()),
        rows(facts, VersionFacts::environment),
        rows(facts, VersionComparison::sizes));
  }

  private static Map<String, String> signature(VersionFacts facts) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (Property input : facts.version().description().signature().inputs()) {
      columns.put(
          "input " + input.name(),
          input.type().name().toLowerCase(Locale.ROOT) + (input.required() ? "" : ", optional"));
    }
    List<String> labels = facts.version().description().target().labels();
    columns.put("answers", labels.isEmpty() ? "a number" : String.join(", ", labels));
    return columns;
  }

  private static Map<String, String> sizes(VersionFacts facts) {
    Map<String, String> sizes = new TreeMap<>();
    sizes.put("format", facts.version().description().format());
    if (!facts.files().isEmpty()) {
      sizes.put("files", String.valueOf(facts.files().size()));
      sizes.put("bytes", String.valueOf(facts.bytes()));
    }
    return sizes;
  }

  private static <T> List<String> keys(
      List<VersionFacts> facts, Function<VersionFacts, Map<String, T>> part) {
    return List.copyOf(
        facts.stream()
            .flatMap(each -> part.apply(each).keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static List<Row> rows(
      List<VersionFacts> facts, Function<VersionFacts, Map<String, String>> part) {
    List<Map<String, String>> parts = facts.stream().map(part).toList();
    return keys(facts, part).stream()
        .map(key ->
            new Row(key, parts.stream().map(each -> Optional.ofNullable(each.get(key))).toList()))
        .toList();
  }

  /// As the API answers it: `null` for what a version does not have.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("versions", versions);
    Map<String, Object> figures = new LinkedHashMap<>();
    metrics.forEach(figure -> {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("values", figure.values());
      one.put("better", figure.better().name().toLowerCase(Locale.ROOT));
      one.put("best", IntStream.range(0, versions.size()).filter(figure::isBest).boxed().toList());
      figures.put(figure.name(), one);
    });
    json.put("metrics", figures);
    json.put("parameters", values(parameters));
    json.put("signature", values(signature));
    json.put("tags", values(tags));
    json.put("environment", values(environment));
    json.put("sizes", values(sizes));
    return json;
  }

  private static Map<String, Object> values(List<Row> rows) {
    Map<String, Object> values = new LinkedHashMap<>();
    rows.forEach(row -> values.put(row.name(), new ArrayList<>(row.values())));
    return values;
  }
}
