package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Runs side by side: a row for each parameter and metric, a column for each run.
final class RunComparison {
  /// What a run did not log; empty text is a value.
  private static final String ABSENT = "-";

  private final List<LoggedRun> runs;
  private final List<Row<String>> params;
  private final List<Row<Double>> metrics;

  private RunComparison(List<LoggedRun> runs, List<Row<String>> params, List<Row<Double>> metrics) {
    this.runs = runs;
    this.params = params;
    this.metrics = metrics;
  }

  private record Row<T>(String key, List<Optional<T>> values) {
    boolean isEqual() {
      return values.stream().distinct().count() == 1;
    }
  }

  static RunComparison of(List<LoggedRun> runs) {
    return new RunComparison(
        List.copyOf(runs), rows(runs, LoggedRun::params), rows(runs, LoggedRun::metrics));
  }

  private static <T> List<Row<T>> rows(
      List<LoggedRun> runs, Function<LoggedRun, ? extends Map<String, T>> logged) {
    return runs.stream()
        .flatMap(run -> logged.apply(run).keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .map(key ->
            new Row<>(
                key,
                runs.stream().map(run -> Optional.ofNullable(logged.apply(run).get(key))).toList()))
        .toList();
  }

  RunComparison differences() {
    return new RunComparison(
        runs,
        params.stream().filter(row -> !row.isEqual()).toList(),
        metrics.stream().filter(row -> !row.isEqual()).toList());
  }

  boolean isEmpty() {
    return params.isEmpty() && metrics.isEmpty();
  }

  void print(PrintWriter out) {
    TextTable table = new TextTable(line("", titles()));
    params.forEach(row ->
        table.add(line("params." + Names.abbreviate(row.key()), cells(row, Names::abbreviate))));
    metrics.forEach(row -> table.add(line("metrics." + Names.abbreviate(row.key()), figures(row))));
    table.print(out);
  }

  /// Names, and parts of ids too where names leave a doubt.
  private List<String> titles() {
    boolean isDoubtful = runs.stream().map(LoggedRun::name).distinct().count() < runs.size();
    return runs.stream()
        .map(run ->
            Names.abbreviate(run.name())
                + (isDoubtful ? " (%s)".formatted(Names.abbreviate(run.shortId())) : ""))
        .toList();
  }

  private static <T> List<String> cells(Row<T> row, Function<T, String> shown) {
    return row.values().stream().map(value -> value.map(shown).orElse(ABSENT)).toList();
  }

  /// All digits where fewer would show two values as one.
  private static List<String> figures(Row<Double> row) {
    List<String> figures = cells(row, ShownRun::number);
    return figures.stream().distinct().count() < row.values().stream().distinct().count()
        ? cells(row, String::valueOf)
        : figures;
  }

  private static String[] line(String first, List<String> rest) {
    List<String> line = new ArrayList<>(List.of(first));
    line.addAll(rest);
    return line.toArray(String[]::new);
  }

  /// The same for a program: values in the order of the runs, `null` for what one did not log.
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "runs",
        runs.stream().map(run -> Map.of("run_id", run.id(), "run_name", run.name())).toList());
    json.put("params", byKey(params));
    json.put("metrics", byKey(metrics));
    return json;
  }

  private static <T> Map<String, List<Optional<T>>> byKey(List<Row<T>> rows) {
    Map<String, List<Optional<T>>> byKey = new LinkedHashMap<>();
    rows.forEach(row -> byKey.put(row.key(), row.values()));
    return byKey;
  }
}
