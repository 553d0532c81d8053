package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What people say of models, and how versions differ: parts of `evenkeel model`.
abstract class ModelExplainCommands {
  private static final String API = "api/2.0/mlflow/";
  private static final int CARD_BYTES_MAX = 1 << 20;
  private static final int CELL_CHARS_MAX = 40;

  @Spec CommandSpec spec;

  ModelExplainCommands() {
    spec = CommandSpec.create();
  }

  private record Subject(String model, Optional<String> version) {
    static Subject of(String text) {
      if (text.indexOf('@') < 0) {
        return new Subject(text, Optional.empty());
      }
      VersionReference version = VersionReference.read(text);
      return new Subject(version.model(), Optional.of(String.valueOf(version.number())));
    }

    /// The call of MLflow's API on it: a version's or a model's.
    String call(String call) {
      return API + (version.isPresent() ? "model-versions/" : "registered-models/") + call;
    }

    Map<String, String> body(Map<String, String> more) {
      Map<String, String> body = new LinkedHashMap<>(Map.of("name", model));
      version.ifPresent(number -> body.put("version", number));
      body.putAll(more);
      return body;
    }

    String card() {
      String place = "api/v1/models/" + RunningServer.part(model);
      return place + version.map(number -> "/versions/" + number).orElse("") + "/card";
    }
  }

  @Command(
      name = "tag",
      description = "Sets tags of a model or version, or removes them.",
      mixinStandardHelpOptions = true)
  int tag(
      @Parameters(index = "0", paramLabel = "NAME[@V]", description = "Model or version.")
          String subject,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "KEY=VALUE",
              description = "Tags to set; KEY= without a value removes one.")
          List<String> tags,
      @Mixin ServerMixin server) {
    Subject of = Subject.of(subject);
    tags.forEach(ModelExplainCommands::checkTag);
    try (RunningServer running = server.open()) {
      for (String tag : tags) {
        int equals = tag.indexOf('=');
        String key = tag.substring(0, equals);
        String value = tag.substring(equals + 1);
        if (value.isEmpty()) {
          running.delete(of.call("delete-tag"), of.body(Map.of("key", key)));
        } else {
          running.post(of.call("set-tag"), of.body(Map.of("key", key, "value", value)));
        }
      }
    }
    return done(server, "Tagged " + subject + ".");
  }

  private static void checkTag(String tag) {
    if (tag.indexOf('=') < 1) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no tag".formatted(Names.abbreviate(tag)),
              "",
              "a key and a value, as in team=risk",
              "")
          .asException();
    }
  }

  @Command(
      name = "describe",
      description = "Writes in plain words what a model or version is.",
      mixinStandardHelpOptions = true)
  int describe(
      @Parameters(index = "0", paramLabel = "NAME[@V]", description = "Model or version.")
          String subject,
      @Parameters(index = "1", paramLabel = "TEXT", description = "The description.") String text,
      @Mixin ServerMixin server) {
    Subject of = Subject.of(subject);
    try (RunningServer running = server.open()) {
      running.patch(of.call("update"), of.body(Map.of("description", text)));
    }
    return done(server, "Described " + subject + ".");
  }

  @Command(
      name = "card",
      description = "Shows the card of a model or version, or writes it anew.",
      mixinStandardHelpOptions = true)
  int card(
      @Parameters(paramLabel = "NAME[@V]", description = "Model or version.") String subject,
      @Option(
              names = "--edit",
              defaultValue = "",
              paramLabel = "FILE",
              description = "Takes the text from a file of Markdown.")
          String edit,
      @Option(
              names = "--out",
              defaultValue = "",
              paramLabel = "FILE",
              description = "Writes the card to a file.")
          String out,
      @Mixin ServerMixin server) {
    Subject of = Subject.of(subject);
    try (RunningServer running = server.open()) {
      if (!edit.isEmpty()) {
        running.put(of.card(), Map.of("card", read(Path.of(edit))));
        return done(server, "Wrote the card of " + subject + ".");
      }
      JsonNode card = running.get(of.card());
      String text = card.path("card").asString(card.path("written").asString(""));
      if (!out.isEmpty()) {
        write(Path.of(out), text);
        return done(server, "Wrote " + out + ".");
      }
      out().println(server.json ? card : text.strip());
    }
    return 0;
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > CARD_BYTES_MAX) {
        throw Problem.of(Problem.Kind.TOO_LARGE, "%s is no card".formatted(file), "at most 1 MiB")
            .asException();
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw unusable(file, "cannot be read as UTF-8", e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unusable(file, "cannot be written", e);
    }
  }

  private static RuntimeException unusable(Path file, String why, IOException cause) {
    return new Problem(Problem.Kind.INPUT, "%s %s".formatted(file, why), "", "", "")
        .asException(cause);
  }

  @Command(
      name = "compare",
      description = "Shows in what versions of a model differ.",
      mixinStandardHelpOptions = true)
  int compare(
      @Parameters(paramLabel = "NAME@V", arity = "2..*", description = "Versions of one model.")
          List<String> versions,
      @Option(names = "--all", description = "Shows what is equal too.") boolean all,
      @Mixin ServerMixin server) {
    List<VersionReference> read = versions.stream().map(VersionReference::read).toList();
    if (read.stream().map(VersionReference::model).distinct().count() > 1) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the versions are of several models",
              "NAME@V",
              "versions of one model, as in churn@1 churn@2",
              "")
          .asException();
    }
    String numbers =
        read.stream().map(each -> String.valueOf(each.number())).collect(Collectors.joining(","));
    try (RunningServer running = server.open()) {
      JsonNode found =
          running.get(
              "api/v1/models/%s/compare?versions=%s"
                  .formatted(RunningServer.part(read.getFirst().model()), numbers));
      if (server.json) {
        out().println(Json.text(found));
      } else {
        print(found, all);
      }
    }
    return 0;
  }

  private void print(JsonNode found, boolean all) {
    List<String> header = new ArrayList<>(List.of(""));
    found.path("versions").forEach(version -> header.add(version.asString("")));
    TextTable table = new TextTable(header.toArray(String[]::new));
    found
        .path("metrics")
        .propertyStream()
        .forEach(metric ->
            row(
                table,
                "metrics." + metric.getKey(),
                metric.getValue().path("values"),
                metric.getValue().path("best"),
                all));
    for (String part : List.of("parameters", "signature", "tags", "environment", "sizes")) {
      found
          .path(part)
          .propertyStream()
          .forEach(row ->
              row(
                  table,
                  part + "." + row.getKey(),
                  row.getValue(),
                  Json.mapper().createArrayNode(),
                  all));
    }
    table.print(out());
    out().println("* the better one");
  }

  private static void row(
      TextTable table, String name, JsonNode values, JsonNode best, boolean all) {
    if (!all && values.valueStream().distinct().count() == 1) {
      return;
    }
    List<Integer> marked = best.valueStream().map(index -> index.asInt()).toList();
    List<String> cells = new ArrayList<>(List.of(Names.abbreviate(name)));
    for (int index = 0; index < values.size(); index++) {
      cells.add(shown(values.get(index)) + (marked.contains(index) ? " *" : ""));
    }
    table.add(cells.toArray(String[]::new));
  }

  private static String shown(JsonNode value) {
    if (value.isNull()) {
      return "-";
    }
    String text = value.isNumber() ? ShownRun.number(value.asDouble()) : value.asString("");
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= CELL_CHARS_MAX ? line : line.substring(0, CELL_CHARS_MAX - 1) + "…";
  }

  private int done(ServerMixin server, String said) {
    out().println(server.json ? "{\"done\":true}" : said);
    return 0;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
