package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A version with what the server knows of it.
///
/// @param registered as MLflow's API tells it: tags, aliases, description, run
/// @param lineage what it was made of and what became of it
/// @param card what people wrote of it; may be empty
/// @param approvals requests about it that wait
record ShownVersion(
    JsonNode version,
    JsonNode registered,
    JsonNode lineage,
    String card,
    List<JsonNode> approvals) {
  private static final int ROWS_MAX = 200;
  private static final int CARD_LINES_MAX = 8;
  private static final int APPROVALS_MAX = 1_000;

  ShownVersion {
    approvals = List.copyOf(approvals);
  }

  static ShownVersion read(RunningServer running, String model, int number) {
    String address = "api/v1/models/%s/versions/%d".formatted(RunningServer.part(model), number);
    Map<String, String> named = new LinkedHashMap<>();
    named.put("name", model);
    named.put("version", String.valueOf(number));
    return new ShownVersion(
        running.get(address),
        running
            .get("api/2.0/mlflow/model-versions/get" + RunningServer.query(named))
            .path("model_version"),
        running.get(address + "/lineage"),
        running.get(address + "/card").path("written").asString(""),
        waiting(running, model, number));
  }

  private static List<JsonNode> waiting(RunningServer running, String model, int number) {
    List<JsonNode> waiting = new ArrayList<>();
    Map<String, String> query = new LinkedHashMap<>(Map.of("state", "waiting"));
    int read = 0;
    JsonNode page;
    do {
      page = running.get("api/v1/approvals" + RunningServer.query(query));
      for (JsonNode request : page.path("approvals")) {
        read++;
        JsonNode facts = request.path("facts");
        if (facts.path("model").asString("").equals(model)
            && facts.path("to").asString("").equals(String.valueOf(number))) {
          waiting.add(request);
        }
      }
      query.put("before", page.path("before").asString(""));
    } while (page.has("before") && read < APPROVALS_MAX);
    return waiting;
  }

  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", version);
    json.put("registered", registered);
    json.put("lineage", lineage);
    json.put("card", card);
    json.put("approvals", approvals);
    return Json.text(json);
  }

  static String answers(JsonNode labels) {
    List<String> words = labels.valueStream().map(label -> label.asString("")).toList();
    return words.isEmpty() ? "a number" : ServedModel.some(words);
  }

  void print(PrintWriter out) {
    line(out, "version", text(version, "model") + "@" + text(version, "version"));
    line(out, "registered", text(version, "registered"));
    line(out, "by", text(registered, "user_id"));
    line(out, "about", text(registered, "description"));
    line(out, "aliases", words(registered.path("aliases")));
    line(out, "format", text(version, "format"));
    line(out, "not served", registered.path("status_message").asString(""));
    line(out, "answers", answers(version.path("labels")));
    line(out, "digest", version.path("digest").asString(""));
    lineage(out);
    rows(out, new TextTable("METRIC", "VALUE"), metrics());
    rows(out, new TextTable("INPUT", "TYPE"), inputs());
    rows(out, new TextTable("TAG", "VALUE"), tags());
    rows(out, new TextTable("THE EXPORT SAYS", "NOT CHECKED HERE"), claims());
    card(out);
    rows(out, new TextTable("WAITS", "WHAT", "ASKED BY", "APPROVALS"), requests());
  }

  private static void line(PrintWriter out, String what, String says) {
    if (!says.isBlank()) {
      out.println("%-11s %s".formatted(what, says.replaceAll("[\\s\\p{Cntrl}]+", " ").strip()));
    }
  }

  private void lineage(PrintWriter out) {
    String subject = lineage.path("subject").asString("");
    Map<String, List<String>> byType = new LinkedHashMap<>();
    for (JsonNode node : lineage.path("nodes")) {
      if (!node.path("id").asString("").equals(subject)) {
        byType
            .computeIfAbsent(
                text(node, "type").toLowerCase(Locale.ROOT).replace('_', ' '),
                _ -> new ArrayList<>())
            .add(text(node, "name"));
      }
    }
    byType.forEach((type, names) -> line(out, type, ServedModel.some(names)));
    line(out, "unknown", words(lineage.path("missing")));
  }

  private List<String[]> metrics() {
    return version
        .path("metrics")
        .propertyStream()
        .map(metric ->
            new String[] {
              Names.abbreviate(metric.getKey()),
              ShownRun.number(LoggedRun.number(metric.getValue()))
            })
        .toList();
  }

  private List<String[]> inputs() {
    return version
        .at("/description/signature/inputs")
        .valueStream()
        .map(input ->
            new String[] {text(input, "name"), text(input, "type").toLowerCase(Locale.ROOT)})
        .toList();
  }

  private List<String[]> claims() {
    return registered
        .path("tags")
        .valueStream()
        .filter(ExportedClaims::isClaim)
        .map(tag -> new String[] {ExportedClaims.shown(tag), text(tag, "value")})
        .toList();
  }

  private List<String[]> tags() {
    return registered
        .path("tags")
        .valueStream()
        .filter(tag -> !ExportedClaims.isClaim(tag))
        .map(tag -> new String[] {text(tag, "key"), text(tag, "value")})
        .toList();
  }

  private List<String[]> requests() {
    return approvals.stream()
        .map(request ->
            new String[] {
              text(request, "id"),
              text(request, "kind") + " " + text(request.path("facts"), "alias"),
              text(request, "requestedBy"),
              text(request, "approvals") + " of " + text(request, "needed")
            })
        .toList();
  }

  private void card(PrintWriter out) {
    if (card.isBlank()) {
      return;
    }
    List<String> lines = card.strip().lines().toList();
    out.println();
    lines.stream()
        .limit(CARD_LINES_MAX)
        .forEach(line -> out.println("  | " + line.replaceAll("\\p{Cntrl}", "?")));
    if (lines.size() > CARD_LINES_MAX) {
      out.println("  | … evenkeel model card shows all of it");
    }
  }

  private static void rows(PrintWriter out, TextTable table, List<String[]> rows) {
    if (rows.isEmpty()) {
      return;
    }
    rows.stream().limit(ROWS_MAX).forEach(table::add);
    out.println();
    table.print(out);
    if (rows.size() > ROWS_MAX) {
      out.println("And more: --json");
    }
  }

  private static String words(JsonNode texts) {
    return texts
        .valueStream()
        .map(each -> Names.abbreviate(each.asString("")))
        .collect(Collectors.joining(", "));
  }

  private static String text(JsonNode node, String field) {
    return Names.abbreviate(node.path(field).asString(""));
  }
}
