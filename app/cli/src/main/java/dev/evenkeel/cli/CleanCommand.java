package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Frees what nothing needs any more.
@Command(
    name = "clean",
    description = "Frees what nothing needs any more; so far, of datasets.",
    mixinStandardHelpOptions = true)
final class CleanCommand implements Callable<Integer> {
  private static final int DATASETS_MAX = 100_000;

  @Option(names = "--only", required = true, paramLabel = "PART", description = "data.")
  String only = "";

  @Option(
      names = "--dataset",
      defaultValue = "",
      paramLabel = "NAME",
      description = "One dataset (default: all).")
  String dataset = "";

  @Option(names = "--dry-run", description = "Says what would go and why; nothing goes.")
  boolean dryRun;

  @Option(
      names = "--keep-last",
      defaultValue = "",
      paramLabel = "N",
      description = "Lets versions go that are not among the newest N.")
  String keepLast = "";

  @Option(
      names = "--younger-than",
      defaultValue = "",
      paramLabel = "DAYS",
      description = "Lets versions go that are older; with --keep-last, those that are both.")
  String youngerThan = "";

  @Option(
      names = "--grace",
      defaultValue = "3",
      paramLabel = "DAYS",
      description = "How long files wait that nothing needs (default: ${DEFAULT-VALUE}).")
  String grace = "3";

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (!only.equals("data")) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` cannot be cleaned".formatted(Names.abbreviate(only)),
              "--only",
              "data",
              "")
          .asException();
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("dryRun", dryRun ? "true" : "");
    query.put("keepLast", keepLast);
    query.put("youngerThanDays", youngerThan);
    query.put("graceDays", grace);
    query.put("progress", dryRun ? "" : "true");
    PrintWriter out = spec.commandLine().getOut();
    try (RunningServer running = server.open()) {
      List<JsonNode> reports = cleaned(running, RunningServer.query(query), out);
      if (!server.json) {
        print(reports, out);
      }
    }
    return 0;
  }

  private List<JsonNode> cleaned(RunningServer running, String query, PrintWriter out) {
    try (CleanProgress progress = CleanProgress.of(spec.commandLine().getErr())) {
      List<String> names = datasets(running);
      List<JsonNode> reports = new ArrayList<>();
      for (String name : names) {
        progress.begin(name, reports.size() + 1, names.size());
        String address = new DataVersionReference(name, "").datasetAddress();
        JsonNode report = cleaned(running, address + "/clean" + query, progress);
        reports.add(report);
        if (server.json) {
          out.println(report);
          out.flush();
        }
      }
      return reports;
    }
  }

  /// Lines tell how far it is; the last one is the report.
  private static JsonNode cleaned(RunningServer running, String path, CleanProgress progress) {
    List<JsonNode> last = new ArrayList<>();
    running.stream(
        path,
        Map.of(),
        body -> {
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode node = Json.mapper().readTree(line);
            if (node.has("progress")) {
              JsonNode at = node.path("progress");
              progress.at(
                  at.path("step").asString(""),
                  at.path("done").asLong(),
                  at.path("of").asLong(),
                  at.path("bytes").asLong());
            } else {
              last.add(node);
            }
          }
        });
    JsonNode end = last.isEmpty() ? Json.mapper().createObjectNode() : last.getLast();
    if (end.has("problem")) {
      throw refused(end.path("problem"));
    }
    if (end.has("items")) { // a dry run, which tells nothing between
      return end;
    }
    if (!end.has("report")) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the server broke off before it said what went",
              "the same command goes on where it stopped")
          .asException();
    }
    return end.path("report");
  }

  private static RuntimeException refused(JsonNode problem) {
    return new Problem(
            Problem.Kind.valueOf(problem.path("kind").asString("INTERNAL")),
            problem.path("detail").asString(""),
            problem.path("where").asString(""),
            problem.path("expected").asString(""),
            problem.path("remedy").asString(""))
        .asException();
  }

  private List<String> datasets(RunningServer running) {
    if (!dataset.isEmpty()) {
      return List.of(Names.check("dataset", dataset));
    }
    return RegistryPage.read(running, "api/v1/datasets", "datasets", DATASETS_MAX).items().stream()
        .map(each -> each.path("name").asString(""))
        .toList();
  }

  private void print(List<JsonNode> reports, PrintWriter out) {
    TextTable table = new TextTable("DATASET", "WHAT", "NAME", "BYTES", "WHY");
    int items = 0;
    for (JsonNode report : reports) {
      for (JsonNode item : report.path("items")) {
        items++;
        table.add(
            report.path("dataset").asString(""),
            item.path("kind").asString(""),
            item.path("name").asString(""),
            "%,d".formatted(item.path("bytes").asLong()),
            item.path("why").asString(""));
      }
    }
    if (items > 0) {
      table.print(out);
    }
    out.println(items == 0 ? "Nothing goes." : dryRun ? "Nothing has gone: a dry run." : "Done.");
  }
}
