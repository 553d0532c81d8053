package dev.evenkeel.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.tracking.Batch;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.KeyValue;
import dev.evenkeel.registry.tracking.LoggedModel;
import dev.evenkeel.registry.tracking.Measurement;
import dev.evenkeel.registry.tracking.Metric;
import dev.evenkeel.registry.tracking.NewModel;
import dev.evenkeel.registry.tracking.NewRun;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who made what, what their runs measured, and in which pages it is read, on either database.
abstract class WhoRegisteredContract {
  private static final String LINKS = "mlflow.modelVersions";
  private static final Principal ANN = new Principal("ann", Map.of("default", Role.EDITOR));

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(Instant.parse("2026-05-01T00:00:00Z"));
  private Database database;
  private Models models;
  private Aliases aliases;
  private Tracking tracking;
  private Registered registered;

  abstract Database open();

  @BeforeEach
  void openRegistry() {
    database = open();
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    models = new Models(database, blobs, clock);
    aliases = new Aliases(database, clock);
    tracking = Tracking.of(database, blobs, clock, 1 << 20);
    registered =
        Registered.of(
            database,
            blobs,
            models,
            aliases,
            new Promotions(database, models, clock),
            tracking.artifacts(),
            clock,
            1 << 16,
            Events.NONE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String run(String user) {
    return tracking
        .runs()
        .start(new NewRun(Experiments.DEFAULT, "", user, OptionalLong.empty(), List.of()))
        .info()
        .id();
  }

  private LoggedModel loggedModel(String run, List<KeyValue> tags) {
    LoggedModel made =
        tracking
            .loggedModels()
            .create(
                new NewModel(
                    Experiments.DEFAULT,
                    Optional.of("model"),
                    "",
                    Optional.of(run),
                    List.of(),
                    tags));
    tracking
        .artifacts()
        .put(
            tracking.artifacts().owner(ArtifactOwner.Kind.MODEL, made.id()),
            new ArtifactPath("MLmodel"),
            new ByteArrayInputStream("flavors: {}".getBytes(StandardCharsets.UTF_8)));
    return made;
  }

  private RegisteredVersion register(String model, String source) {
    registered.models().create(model, Map.of(), "");
    return registered
        .versions()
        .create(
            new NewRegisteredVersion(
                model, source, Optional.empty(), "", Optional.empty(), "", Map.of()));
  }

  private ModelVersion uploaded(String model, Map<String, Double> metrics) {
    return models.register(
        new NewVersion(
            model,
            new ModelDescription(
                new Signature(List.of()),
                List.of(),
                new Target.Classes("", Duration.ZERO, List.of("no", "yes")),
                ModelDescription.XGBOOST_JSON),
            new byte[] {1},
            Optional.empty(),
            "",
            Optional.empty(),
            "",
            0,
            Map.of(),
            metrics));
  }

  private String links(LoggedModel model) {
    return tracking.loggedModels().find(model.id()).orElseThrow().tags().getOrDefault(LINKS, "");
  }

  @Test
  void aSignedInPersonIsTheUserOfTheirRunsAndVersionsWhateverTheirClientClaims() {
    new Acting(ANN, "default")
        .run(() -> {
          String run = run("root");
          assertThat(tracking.runs().find(run).orElseThrow().info().user()).isEqualTo("ann");
          LoggedModel model = loggedModel(run, List.of());
          assertThat(register("churn", "models:/" + model.id()).userName()).isEqualTo("ann");
        });
    assertThat(registered.models().model("churn").userName()).isEqualTo("ann");
    assertThat(registered.pages().models(List.of("churn")).getFirst().model().userName())
        .isEqualTo("ann");
    String run = run("root");
    assertThat(tracking.runs().find(run).orElseThrow().info().user()).isEqualTo("root");
    assertThat(register("churn", "models:/" + loggedModel(run, List.of()).id()).userName())
        .isEmpty();
  }

  @Test
  void aLoggedModelNamesTheVersionsRegisteredFromIt() {
    LoggedModel model = loggedModel(run(""), List.of());
    register("churn", "models:/" + model.id());
    register("churn", "models:/" + model.id());
    register("risk", "models:/" + model.id());

    // In the words of MLflow's server, version 3.17.
    assertThat(links(model).replace(" ", ""))
        .isEqualTo(
            "[{'name':'churn','version':1},{'name':'churn','version':2},{'name':'risk','version':1}]"
                .replace('\'', '"'));
  }

  @Test
  void whatAnotherWroteThereStays() {
    LoggedModel model = loggedModel(run(""), List.of(new KeyValue(LINKS, "mine")));
    assertThat(register("churn", "models:/" + model.id()).number()).isEqualTo(1);
    assertThat(links(model)).isEqualTo("mine");
  }

  @Test
  void whoMayOnlyRegisterLeavesALoggedModelOfAnotherProjectAsItIs() {
    Access.of(database, clock, new AuditLog(database, clock), AccessSettings.local())
        .projects()
        .create("other", "");
    LoggedModel model = loggedModel(run(""), List.of());
    Principal guest = new Principal("guest", Map.of("default", Role.VIEWER, "other", Role.EDITOR));
    new Acting(guest, "other")
        .run(() ->
            assertThat(register("theirs", "models:/" + model.id()).userName()).isEqualTo("guest"));
    assertThat(links(model)).isEmpty();
  }

  @Test
  void theMetricsOfManyVersionsAreThoseOfTheirRunsModelsAndTheirOwn() {
    String run = run("");
    LoggedModel model = loggedModel(run, List.of());
    measure(run, "f1", 0.8, "");
    measure(run, "loss", 0.2, 11, model.id());
    measure(run, "loss", 0.9, 0, model.id());
    measure(run, "auc", 0.7, "");
    measure(run, "f1", 0.9, model.id());
    RegisteredVersion logged = register("churn", "models:/" + model.id());
    ModelVersion uploaded = uploaded("churn", Map.of("rmse", 2.0));

    Lineage lineage = new Lineage(database, registered, tracking);
    Map<Integer, Map<String, Double>> metrics =
        lineage.metrics("churn", models.versions("churn", Integer.MAX_VALUE, 10));
    assertThat(metrics.get(logged.number())).isEqualTo(Map.of("f1", 0.9, "auc", 0.7, "loss", 0.2));
    assertThat(metrics.get(logged.number()))
        .isEqualTo(lineage.facts("churn", logged.number()).metrics());
    assertThat(metrics.get(uploaded.number())).isEqualTo(Map.of("rmse", 2.0));
  }

  private void measure(String run, String key, double value, String model) {
    measure(run, key, value, 0, model);
  }

  private void measure(String run, String key, double value, long step, String model) {
    tracking
        .runs()
        .log(
            run,
            new Batch(
                List.of(new Measurement(new Metric(key, value, 1, step), model, "", "")),
                List.of(),
                List.of()));
  }

  @Test
  void namesOfModelsComeInPages() {
    for (String name : List.of("c", "a", "b", "B")) {
      uploaded(name, Map.of());
    }
    List<String> all = models.models();
    assertThat(models.models("", 2)).isEqualTo(all.subList(0, 2));
    assertThat(models.models(all.get(1), 2)).isEqualTo(all.subList(2, 4));
    assertThat(models.models(all.getLast(), 2)).isEmpty();
  }
}
