package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.checks.Oddities;
import dev.evenkeel.checks.Outcome;
import dev.evenkeel.checks.PastRun;
import dev.evenkeel.checks.PastRun.PastResult;
import dev.evenkeel.checks.ResultHistory;
import dev.evenkeel.profiles.Anomaly;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Results over time.
@Command(
    name = "history",
    description = {
      "Shows how rules ended over the last runs of evenkeel contract test --history, the newest at the right:",
      ". passed, w warning, F failed, E error, - not executable; blank where there was no such rule."
    },
    mixinStandardHelpOptions = true)
final class ContractHistoryCommand implements Callable<Integer> {
  private static final int RUNS_MAX = 1_000;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A history of results.")
  Path file = Path.of("");

  @Option(names = "--object", description = "Only of this object of the contract.")
  Optional<String> object = Optional.empty();

  @Option(names = "--last", description = "So many runs, at most 1000; 30 when left out.")
  int last = Anomaly.EARLIER_MAX;

  @Option(names = "--all", description = "List the rules that held in every run, too.")
  boolean isAll;

  @Option(names = "--json", description = "Write the runs as JSON.")
  boolean isJson;

  @Override
  public Integer call() {
    if (last < 1 || last > RUNS_MAX) {
      throw new ParameterException(spec.commandLine(), "--last is from 1 to 1000");
    }
    if (!Files.isRegularFile(file)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "file does not exist",
              file.toString(),
              "a file that `evenkeel contract test --history` has written",
              "check the path")
          .asException();
    }
    // The runs before those that are shown are what these are judged by.
    List<PastRun> runs =
        ResultHistory.of(file, "").read(object.orElse(""), RUNS_MAX + Anomaly.EARLIER_MAX);
    if (runs.isEmpty()) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              object
                  .map(name -> "the history has no run of `%s`".formatted(Names.abbreviate(name)))
                  .orElse("the history has no run"),
              file.toString(),
              "a file that `evenkeel contract test --history` has written",
              "")
          .asException();
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Object> json = new ArrayList<>();
    for (String name : new TreeSet<>(runs.stream().map(PastRun::object).toList())) {
      List<PastRun> all = runs.stream().filter(run -> run.object().equals(name)).toList();
      if (isJson) {
        json.add(json(name, all));
      } else {
        print(name, all, out);
      }
    }
    if (isJson) {
      out.println(Json.text(json));
    }
    return 0;
  }

  private List<PastRun> shown(List<PastRun> all) {
    return all.subList(Math.max(0, all.size() - last), all.size());
  }

  private static List<Oddities.Oddity> odd(List<PastRun> all) {
    return Oddities.of(all.subList(0, all.size() - 1), all.getLast());
  }

  private void print(String name, List<PastRun> all, PrintWriter out) {
    List<PastRun> runs = shown(all);
    out.printf(
        "%s: %d run%s, %s to %s%n",
        Names.abbreviate(name),
        runs.size(),
        runs.size() == 1 ? "" : "s",
        runs.getFirst().at(),
        runs.getLast().at());
    TextTable table = new TextTable("RUNS", "NOW", "OF");
    table.add(
        Sparkline.of(runs.stream().map(run -> (double) run.rows()).toList()),
        "%,d".formatted(runs.getLast().rows()),
        "rows");
    for (String column : new TreeSet<>(runs.getLast().nulls().keySet())) {
      List<Double> shares = Oddities.shares(runs, column);
      if (isAll || shares.stream().anyMatch(share -> share > 0)) {
        table.add(
            Sparkline.of(shares),
            shares.isEmpty() ? "-" : "%.2f %%".formatted(shares.getLast() * 100),
            Names.abbreviate(column) + " missing");
      }
    }
    for (Map.Entry<String, String> rule : outcomes(runs).entrySet()) {
      String marks = rule.getValue();
      if (isAll || !marks.strip().matches("[.]*")) {
        table.add(marks, now(runs.getLast(), rule.getKey()), Names.abbreviate(rule.getKey()));
      }
    }
    table.print(out);
    odd(all).forEach(each -> out.printf("Odd: %s.%n", each.words()));
    if (all.size() <= Anomaly.EARLIER_MIN) {
      out.printf("What is odd is judged from %d earlier runs on.%n", Anomaly.EARLIER_MIN);
    }
    out.println();
  }

  /// By rule, a mark for each run.
  private static Map<String, String> outcomes(List<PastRun> runs) {
    Map<String, StringBuilder> marks = new LinkedHashMap<>();
    for (int index = 0; index < runs.size(); index++) {
      for (PastResult result : runs.get(index).results()) {
        StringBuilder line = marks.computeIfAbsent(result.rule(), _ -> new StringBuilder());
        line.repeat(' ', Math.max(0, index - line.length())).append(mark(result.outcome()));
      }
    }
    Map<String, String> whole = new LinkedHashMap<>();
    marks.forEach(
        (rule, line) -> whole.put(rule, line.repeat(' ', runs.size() - line.length()).toString()));
    return whole;
  }

  private static char mark(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> '.';
      case WARNING -> 'w';
      case FAILED -> 'F';
      case ERROR -> 'E';
      case NOT_EXECUTABLE -> '-';
    };
  }

  private static String now(PastRun run, String rule) {
    return run.results().stream()
        .filter(result -> result.rule().equals(rule))
        .findFirst()
        .flatMap(PastResult::measured)
        .map(number ->
            number.round(new java.math.MathContext(6)).stripTrailingZeros().toPlainString())
        .orElse("-");
  }

  private Map<String, Object> json(String name, List<PastRun> all) {
    List<Object> runs = new ArrayList<>();
    for (PastRun run : shown(all)) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("at", run.at().toString());
      each.put("contract", run.contract());
      each.put("rows", run.rows());
      each.put("nulls", run.nulls());
      each.put("results", run.results().stream().map(ContractHistoryCommand::json).toList());
      runs.add(each);
    }
    List<Object> odd = new ArrayList<>();
    for (Oddities.Oddity each : odd(all)) {
      odd.add(
          Map.of(
              "column", each.column(),
              "value", each.anomaly().value(),
              "median", each.anomaly().median(),
              "score", each.anomaly().score(),
              "earlier", each.anomaly().earlier()));
    }
    return Map.of("object", name, "runs", runs, "odd", odd);
  }

  private static Map<String, Object> json(PastResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rule", result.rule());
    json.put("column", result.column());
    json.put("kind", result.kind());
    json.put("result", result.outcome().written());
    result.measured().ifPresent(number -> json.put("measured", number));
    return json;
  }
}
