package dev.evenkeel.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.artifacts.TrackedRows;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Models and versions with the run whose files they are made of, on either database.
abstract class RegisteredVersionsRoom {
  static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  static final String RUN = "0a".repeat(16);
  static final String OTHER_RUN = "0b".repeat(16);
  static final String LOGGED = "m-" + "0c".repeat(16);
  static final String OF_RUN = "runs:/" + RUN + "/model";
  static final String MODEL = "churn";
  static final String MLMODEL =
      """
      artifact_path: model
      flavors:
        python_function:
          loader_module: mlflow.sklearn
      signature:
        inputs: '[{"type": "double", "name": "area", "required": true},
          {"type": "long", "name": "rooms", "required": false}]'
        outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
      """;

  @TempDir Path folder;

  final SimulatedClock clock = new SimulatedClock(MAY);
  Database database;
  Artifacts artifacts;
  Models models;
  Aliases aliases;
  Promotions promotions;
  RegisteredModels registered;
  RegisteredVersions versions;

  abstract Database open();

  @BeforeEach
  void openRegistry() {
    database = open();
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    artifacts = new Artifacts(database, blobs, clock, 1 << 20);
    models = new Models(database, blobs, clock);
    aliases = new Aliases(database, clock);
    promotions = new Promotions(database, models, clock);
    registered = new RegisteredModels(database, aliases, clock);
    versions = new RegisteredVersions(database, blobs, models, aliases, artifacts, clock, 1 << 16);
    TrackedRows.run(database, 3, RUN);
    TrackedRows.run(database, 3, OTHER_RUN);
    TrackedRows.model(database, 3, LOGGED, RUN);
    registered.create(MODEL, Map.of(), "");
  }

  @AfterEach
  void close() {
    database.close();
  }

  void put(ArtifactOwner.Kind kind, String owner, String path, String content) {
    artifacts.put(
        artifacts.owner(kind, owner),
        new ArtifactPath(path),
        new ByteArrayInputStream(content.getBytes(UTF_8)));
  }

  void logModel() {
    put(ArtifactOwner.Kind.RUN, RUN, "model/MLmodel", MLMODEL);
    put(ArtifactOwner.Kind.RUN, RUN, "model/data/model.pkl", "pickle");
    put(ArtifactOwner.Kind.RUN, RUN, "notes.txt", "not of the model");
  }

  static NewRegisteredVersion asked(String model, String source) {
    return new NewRegisteredVersion(
        model, source, Optional.empty(), "", Optional.empty(), "", Map.of());
  }

  RegisteredVersion create(String source) {
    return versions.create(asked(MODEL, source));
  }

  void promote(int number) {
    promotions.promote(
        models.version(MODEL, number).orElseThrow(),
        (_, _) -> new Verdict.Pass("fine"),
        "ann",
        _ -> {});
  }

  static Problem.Kind refusal(ThrowingCallable call) {
    return Problems.of(call).kind();
  }

  static Map<String, String> unpacked(byte[] zip) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream stream = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
        files.put(entry.getName(), new String(stream.readAllBytes(), UTF_8));
      }
    }
    return files;
  }

  static NewVersion trained(String model) {
    return new NewVersion(
        model,
        new ModelDescription(
            new Signature(List.of()),
            List.of(),
            new Target.Quantity("price", Duration.ZERO),
            ModelDescription.XGBOOST_JSON),
        new byte[] {1},
        Optional.empty(),
        "",
        Optional.empty(),
        "",
        0,
        Map.of(),
        Map.of());
  }
}
