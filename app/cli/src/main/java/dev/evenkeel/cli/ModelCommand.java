package dev.evenkeel.cli;

import dev.evenkeel.models.ModelFile;
import dev.evenkeel.runtimes.ModelFormats;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The registry of a running server.
@Command(
    name = "model",
    description = "Registers models at a running server, and shows what it has.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelAliasCommand.class,
      ModelProtectCommand.class,
      ModelExportCommand.class,
      ModelImportCommand.class
    })
final class ModelCommand extends ModelExplainCommands implements Runnable {
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "register, list, show, tag, describe, compare, card, alias, protect, export or import?");
  }

  @Command(
      name = "register",
      description = "Registers a model's file or folder as the next version of a name.",
      mixinStandardHelpOptions = true)
  int register(
      @Parameters(paramLabel = "PATH", description = "A file, or a folder that MLflow logged.")
          Path path,
      @Option(names = "--name", required = true, description = "Name of the model.") String name,
      @Option(
              names = "--labels",
              defaultValue = "",
              paramLabel = "A,B,C",
              description = "What the classes are called, in the model's order.")
          String labels,
      @Mixin ServerMixin server) {
    ModelFile model = ModelFormats.read(path);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("labels", labels);
    query.put("format", model.format());
    String address =
        "api/v1/models/%s/versions%s"
            .formatted(RunningServer.part(name), RunningServer.query(query));
    try (RunningServer running = server.open()) {
      JsonNode version = running.post(address, model.bytes());
      PrintWriter out = out();
      if (server.json) {
        out.println(version);
      } else {
        String reference = name + "@" + version.path("version").asInt();
        out.printf("Registered %s (%s).%n", reference, version.path("format").asString());
        out.printf("Let it serve: evenkeel promote %s%n", reference);
      }
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists the models of a running server.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode page = running.get("api/v1/models");
      if (server.json) {
        out().println(page);
        return 0;
      }
      TextTable table = new TextTable("MODEL", "NEWEST", "ALIASES");
      page.path("models")
          .forEach(model ->
              table.add(
                  model.path("name").asString(),
                  model.path("newest").asString(""),
                  aliases(model.path("aliases"))));
      table.print(out());
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows a model's newest versions.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "NAME", description = "Name of the model.") String name,
      @Mixin ServerMixin server) {
    String address = "api/v1/models/" + RunningServer.part(name);
    try (RunningServer running = server.open()) {
      JsonNode model = running.get(address);
      JsonNode versions = running.get(address + "/versions?limit=20");
      if (server.json) {
        out().println(versions);
        return 0;
      }
      TextTable table = new TextTable("VERSION", "REGISTERED", "FORMAT", "ANSWERS", "ALIASES");
      for (JsonNode version : versions.path("versions")) {
        table.add(
            version.path("version").asString(""),
            version.path("registered").asString(),
            version.path("format").asString(),
            words(version.path("labels")),
            pointing(model.path("aliases"), version.path("version").asInt()));
      }
      table.print(out());
    }
    return 0;
  }

  private static String words(JsonNode labels) {
    List<String> words = labels.valueStream().map(label -> label.asString("")).toList();
    return words.isEmpty() ? "a number" : ServedModel.some(words);
  }

  private static String aliases(JsonNode aliases) {
    return aliases
        .propertyStream()
        .map(alias -> alias.getKey() + "=" + alias.getValue().asInt())
        .collect(Collectors.joining(", "));
  }

  private static String pointing(JsonNode aliases, int number) {
    return aliases
        .propertyStream()
        .filter(alias -> alias.getValue().asInt() == number)
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }
}
