package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.registry.exchange.CosignKeys;
import dev.evenkeel.registry.exchange.ModelArchive;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Packs a version as an OCI artifact.
@Command(
    name = "export",
    description = "Packs a version as an OCI artifact, into a folder or to a registry.",
    mixinStandardHelpOptions = true)
final class ModelExportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME@VERSION", description = "As in churn@3.")
  String version = "";

  @Parameters(
      index = "1",
      paramLabel = "PLACE",
      description = "oci://HOST/REPOSITORY:TAG, or a folder in OCI's image layout.")
  String place = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Signs it as cosign does, by this private key.")
  Optional<Path> key = Optional.empty();

  @Option(names = "--plain-http", description = "Asks another machine's registry without TLS.")
  boolean plainHttp;

  @Mixin ServerMixin server = new ServerMixin();

  ModelExportCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws IOException {
    VersionReference named = VersionReference.read(version);
    Path model = Files.createTempFile("evenkeel-", ".model");
    try (RunningServer running = server.open();
        ModelArchive archive = ModelArchive.at(place, plainHttp)) {
      String address =
          "api/v1/models/%s/versions/%d"
              .formatted(RunningServer.part(named.model()), named.number());
      JsonNode page = running.get(address);
      running.download(address + "/file", model);
      String digest = archive.push(facts(page, running), model, key.map(CosignKeys::signing));
      tell(named, digest);
    } finally {
      Files.deleteIfExists(model);
    }
    return 0;
  }

  /// What stays true of a version: not its aliases, which move.
  private static JsonNode facts(JsonNode page, RunningServer running) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (String fact :
        List.of(
            "model",
            "version",
            "registered",
            "format",
            "labels",
            "dataset",
            "code",
            "digest",
            "metrics",
            "description")) {
      facts.put(fact, page.path(fact));
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("name", page.path("model").asString(""));
    query.put("version", page.path("version").asString(""));
    JsonNode shown =
        running
            .get("api/2.0/mlflow/model-versions/get" + RunningServer.query(query))
            .path("model_version");
    Map<String, String> tags = new TreeMap<>();
    shown
        .path("tags")
        .forEach(tag -> tags.put(tag.path("key").asString(""), tag.path("value").asString("")));
    facts.put("tags", tags);
    facts.put("note", shown.path("description").asString(""));
    facts.put("run", shown.path("run_id").asString(""));
    // Through text: nodes of an answer keep the order in which it came.
    return Json.parse(Json.write(facts), "the facts");
  }

  private void tell(VersionReference named, String digest) {
    PrintWriter out = spec.commandLine().getOut();
    if (server.json) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("model", named.model());
      told.put("version", named.number());
      told.put("place", place);
      told.put("digest", digest);
      told.put("signed", key.isPresent());
      out.println(Json.text(told));
      return;
    }
    out.printf(
        "Exported %s@%d to %s, %s.%n",
        named.model(), named.number(), place, key.isPresent() ? "signed" : "not signed");
    out.printf("Digest: %s%n", digest);
  }
}
