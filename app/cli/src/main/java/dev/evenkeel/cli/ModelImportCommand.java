package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.exchange.CosignKeys;
import dev.evenkeel.registry.exchange.ModelArchive;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Registers what another Evenkeel exported.
@Command(
    name = "import",
    description = "Registers a version that was exported, after comparing every digest.",
    mixinStandardHelpOptions = true)
final class ModelImportCommand implements Callable<Integer> {
  private static final int DESCRIPTION_BYTES_MAX = 1 << 20;
  private static final int TAGS_MAX = 1_000;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "PLACE",
      description = "oci://HOST/REPOSITORY:TAG or a folder; @sha256:… names one for good.")
  String place = "";

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description = "Refuses what is not signed by the owner of this public key.")
  Optional<Path> verify = Optional.empty();

  @Option(
      names = "--name",
      defaultValue = "",
      paramLabel = "NAME",
      description = "Registers it by this name (default: the one it was exported by).")
  String name = "";

  @Option(
      names = "--max-bytes",
      defaultValue = "2147483648",
      paramLabel = "N",
      description = "Refuses a larger model (default: ${DEFAULT-VALUE}).")
  long bytesMax;

  @Option(names = "--plain-http", description = "Asks another machine's registry without TLS.")
  boolean plainHttp;

  @Mixin ServerMixin server = new ServerMixin();

  ModelImportCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws IOException {
    Path model = Files.createTempFile("evenkeel-", ".model");
    try (RunningServer running = server.open();
        ModelArchive archive = ModelArchive.at(place, plainHttp)) {
      ModelArchive.Pulled pulled =
          archive.pull(
              model,
              verify.map(CosignKeys::verifying),
              bytesMax,
              new TransferProgress(spec.commandLine().getErr()));
      String chosen =
          Names.check("model", name.isEmpty() ? pulled.facts().path("model").asString("") : name);
      JsonNode version = register(running, chosen, pulled.facts(), model);
      tag(running, chosen, version.path("version").asString(""), pulled);
      tell(chosen, version, pulled);
    } finally {
      Files.deleteIfExists(model);
    }
    return 0;
  }

  private static JsonNode register(RunningServer running, String chosen, JsonNode facts, Path model)
      throws IOException {
    byte[] description = Json.write(facts.path("description"));
    if (description.length > DESCRIPTION_BYTES_MAX) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "its contract takes %,d bytes, at most %,d are taken"
                  .formatted(description.length, DESCRIPTION_BYTES_MAX),
              "")
          .asException();
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", facts.path("format").asString(""));
    query.put("dataset", facts.path("dataset").asString(""));
    query.put("code", facts.path("code").asString(""));
    query.put("descriptionBytes", String.valueOf(description.length));
    return running.post(
        "api/v1/models/%s/versions%s"
            .formatted(RunningServer.part(chosen), RunningServer.query(query)),
        description,
        model);
  }

  private static void tag(
      RunningServer running, String chosen, String number, ModelArchive.Pulled pulled) {
    Map<String, String> tags = new LinkedHashMap<>();
    pulled
        .facts()
        .path("tags")
        .propertyStream()
        .filter(tag -> !tag.getKey().startsWith(ExportedClaims.TAGS))
        .limit(TAGS_MAX)
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
    tags.putAll(ExportedClaims.tags(pulled.facts()));
    tags.put("evenkeel.imported", pulled.digest());
    tags.forEach((key, value) ->
        running.post(
            "api/2.0/mlflow/model-versions/set-tag",
            Map.of("name", chosen, "version", number, "key", key, "value", value)));
  }

  private void tell(String chosen, JsonNode version, ModelArchive.Pulled pulled) {
    PrintWriter out = spec.commandLine().getOut();
    int number = version.path("version").asInt();
    if (server.json) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("model", chosen);
      told.put("version", number);
      told.put("digest", pulled.digest());
      told.put("verified", verify.isPresent());
      out.println(Json.text(told));
      return;
    }
    out.printf(
        "Registered %s@%d, %s.%n",
        chosen, number, verify.isPresent() ? "signature verified" : "its signature was not asked");
    out.printf("Let it serve: evenkeel promote %s@%d%n", chosen, number);
  }
}
