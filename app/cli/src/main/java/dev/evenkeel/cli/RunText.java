package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A run for people: its facts, then a table for each kind of thing that it logged.
final class RunText {
  private static final int ROWS_MAX = 200;

  private final PrintWriter out;

  RunText(PrintWriter out) {
    this.out = out;
  }

  void print(LoggedRun run, JsonNode experiment) {
    line("run", "%s (%s)".formatted(Names.abbreviate(run.name()), Names.abbreviate(run.id())));
    line("experiment", "%s (%s)".formatted(text(experiment, "name"), run.experimentId()));
    line("state", ShownRun.state(run));
    line("started", ShownRun.started(run));
    line("took", ShownRun.took(run));
    line("by", text(run.json().path("info"), "user_id"));
    params(run);
    metrics(run);
    tags(run);
    datasets(run);
  }

  private void line(String what, String says) {
    if (!says.isEmpty()) {
      out.println("%-11s %s".formatted(what, says));
    }
  }

  private void params(LoggedRun run) {
    TextTable table = new TextTable("PARAMETER", "VALUE");
    run.params().forEach((key, value) -> table.add(Names.abbreviate(key), Names.abbreviate(value)));
    section(table, run.params().size());
  }

  private void metrics(LoggedRun run) {
    TextTable table = new TextTable("METRIC", "LATEST", "STEP");
    JsonNode metrics = run.json().at("/data/metrics");
    for (JsonNode metric : metrics) {
      table.add(
          text(metric, "key"),
          ShownRun.number(LoggedRun.number(metric.path("value"))),
          text(metric, "step"));
    }
    section(table, metrics.size());
  }

  /// Clients keep facts of their own in tags, which no person wrote.
  private void tags(LoggedRun run) {
    TextTable table = new TextTable("TAG", "VALUE");
    List<JsonNode> tags =
        run.json()
            .at("/data/tags")
            .valueStream()
            .filter(tag -> !tag.path("key").asString("").startsWith("mlflow."))
            .toList();
    tags.forEach(tag -> table.add(text(tag, "key"), text(tag, "value")));
    section(table, tags.size());
  }

  private void datasets(LoggedRun run) {
    TextTable table = new TextTable("DATASET", "DIGEST", "FOR");
    JsonNode inputs = run.json().at("/inputs/dataset_inputs");
    for (JsonNode input : inputs) {
      table.add(
          text(input.path("dataset"), "name"),
          text(input.path("dataset"), "digest"),
          Names.abbreviate(
              LoggedRun.byKey(input.path("tags"), value -> value.asString(""))
                  .getOrDefault("mlflow.data.context", "")));
    }
    section(table, inputs.size());
  }

  void models(TrackingServer.Found models) {
    TextTable table = new TextTable("LOGGED MODEL", "ID", "STATE");
    models.items().stream()
        .limit(ROWS_MAX)
        .map(model -> model.path("info"))
        .forEach(info ->
            table.add(
                text(info, "name"),
                text(info, "model_id"),
                text(info, "status").replace("LOGGED_MODEL_", "").toLowerCase(Locale.ROOT)));
    section(table, models);
  }

  void files(TrackingServer.Found files) {
    TextTable table = new TextTable("FILE", "BYTES");
    files.items().stream().limit(ROWS_MAX).forEach(file -> file(table, file));
    section(table, files);
  }

  private static void file(TextTable table, JsonNode file) {
    if (file.path("is_dir").asBoolean(false)) {
      table.add(text(file, "path") + "/", "");
    } else {
      long bytes = file.path("file_size").asLong(0);
      table.add(text(file, "path"), String.format(Locale.ROOT, "%,d", bytes));
    }
  }

  private void section(TextTable table, TrackingServer.Found found) {
    section(table, found.items().size());
    if (found.hasMore() || found.items().size() > ROWS_MAX) {
      out.println("And more.");
    }
  }

  private void section(TextTable table, int rows) {
    if (rows > 0) {
      out.println();
      table.print(out);
    }
  }

  private static String text(JsonNode node, String field) {
    return Names.abbreviate(node.path(field).asString(""));
  }
}
