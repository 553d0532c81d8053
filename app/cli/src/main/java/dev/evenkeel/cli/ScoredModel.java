package dev.evenkeel.cli;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.runtimes.ModelSources;
import dev.evenkeel.runtimes.Runtimes;
import dev.evenkeel.server.HomeRegistry;
import dev.evenkeel.server.ServerConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The model that `evenkeel score` asks: a file, a version of a home, or a version of a running
/// server; whichever it is, it answers in this process.
///
/// @param version a number, or the digest of a file that nobody registered
record ScoredModel(String name, String version, ModelDescription description, ModelFile file) {
  private static final int DIGEST_CHARS = "sha256:".length() + 12;

  /// What the words of the command line name: a file where there is one, else a version.
  static Optional<RegisteredReference> registered(String reference) {
    if (RegisteredReference.isOne(reference)) {
      return Optional.of(RegisteredReference.read(reference));
    }
    return ModelSources.isRemote(reference) || Files.exists(Path.of(reference))
        ? Optional.empty()
        : RegisteredReference.readBare(reference);
  }

  static ScoredModel of(GivenModel given, Runtimes runtimes) {
    GivenModel.Described described = given.described(runtimes);
    return new ScoredModel(
        given.name(),
        given.digest().substring(0, DIGEST_CHARS),
        described.description(),
        described.file());
  }

  static ScoredModel ofHome(RegisteredReference wanted, ServerConfiguration configuration) {
    try (HomeRegistry registry = HomeRegistry.open(configuration)) {
      ModelVersion version = wanted.demand(registry.models());
      return of(
          version.model(),
          version.number(),
          version.description(),
          version.artifactDigest(),
          registry.models().artifact(version));
    } catch (ProblemException e) {
      throw e.problem().kind() == Problem.Kind.CONFLICT ? held(configuration.home()) : e;
    }
  }

  private static RuntimeException held(Path home) {
    return new Problem(
            Problem.Kind.CONFLICT,
            "a server holds this home",
            home.toString(),
            "a home that no process uses, or its server's address",
            "take the model from the server: --server http://127.0.0.1:8080")
        .asException();
  }

  static ScoredModel ofServer(RegisteredReference wanted, RunningServer server) {
    String model = "api/v1/models/" + RunningServer.part(wanted.model());
    int number = wanted.alias().isEmpty() ? wanted.number() : number(wanted, server.get(model));
    String address = "%s/versions/%d".formatted(model, number);
    JsonNode version = server.get(address);
    return of(
        wanted.model(),
        number,
        Json.mapper().treeToValue(version.path("description"), ModelDescription.class),
        version.path("digest").asString(""),
        server.bytes(address + "/file"));
  }

  private static int number(RegisteredReference wanted, JsonNode model) {
    int number = model.path("aliases").path(wanted.alias()).asInt(0);
    if (number == 0) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "model `%s` has no alias `%s`"
                  .formatted(Names.abbreviate(wanted.model()), Names.abbreviate(wanted.alias())),
              "list them with: evenkeel model list")
          .asException();
    }
    return number;
  }

  private static ScoredModel of(
      String model, int number, ModelDescription description, String digest, byte[] bytes) {
    String reference = model + "@" + number;
    if (!Digests.of(bytes).equals(digest)) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the stored file of %s is damaged: its digest differs".formatted(reference),
              "restore the blobs from a backup, or register the model again")
          .asException();
    }
    return new ScoredModel(
        model,
        String.valueOf(number),
        description,
        new ModelFile(description.format(), bytes, reference));
  }
}
