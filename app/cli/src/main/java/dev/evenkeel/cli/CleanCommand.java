package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.PrintWriter;
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
    PrintWriter out = spec.commandLine().getOut();
    try (RunningServer running = server.open()) {
      List<JsonNode> reports = new ArrayList<>();
      for (String name : datasets(running)) {
        String address = new DataVersionReference(name, "").datasetAddress();
        reports.add(running.post(address + "/clean" + RunningServer.query(query), Map.of()));
      }
      if (server.json) {
        reports.forEach(out::println);
      } else {
        print(reports, out);
      }
    }
    return 0;
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
