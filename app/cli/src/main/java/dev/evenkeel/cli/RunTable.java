package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// Runs, a line each, with those metrics and parameters that most of them have. Columns are called
/// as filters and orders call them.
final class RunTable {
  private static final int COLUMNS_MAX = 4;

  private final List<LoggedRun> runs;
  private final List<String> metrics;
  private final List<String> params;

  RunTable(List<LoggedRun> runs) {
    this.runs = List.copyOf(runs);
    this.metrics = commonest(run -> run.metrics().keySet().stream());
    this.params = commonest(run -> run.params().keySet().stream());
  }

  private List<String> commonest(Function<LoggedRun, Stream<String>> keys) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    runs.stream().flatMap(keys).forEach(key -> counts.merge(key, 1, Integer::sum));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .limit(COLUMNS_MAX)
        .toList();
  }

  void print(PrintWriter out) {
    List<String> header = new ArrayList<>(List.of("NAME", "ID", "STATE", "STARTED", "TOOK"));
    metrics.forEach(key -> header.add("metrics." + Names.abbreviate(key)));
    params.forEach(key -> header.add("params." + Names.abbreviate(key)));
    TextTable table = new TextTable(header.toArray(String[]::new));
    runs.forEach(run -> table.add(row(run)));
    table.print(out);
  }

  private String[] row(LoggedRun run) {
    List<String> row = new ArrayList<>();
    row.add(Names.abbreviate(run.name()));
    row.add(Names.abbreviate(run.id()));
    row.add(ShownRun.state(run));
    row.add(ShownRun.started(run));
    row.add(ShownRun.took(run));
    for (String key : metrics) {
      Double value = run.metrics().get(key);
      row.add(value == null ? "" : ShownRun.number(value));
    }
    params.forEach(key -> row.add(Names.abbreviate(run.params().getOrDefault(key, ""))));
    return row.toArray(String[]::new);
  }
}
