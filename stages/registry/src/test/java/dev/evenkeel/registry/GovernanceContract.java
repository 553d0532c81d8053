package dev.evenkeel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.tracking.Batch;
import dev.evenkeel.registry.tracking.Dataset;
import dev.evenkeel.registry.tracking.DatasetInput;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.KeyValue;
import dev.evenkeel.registry.tracking.Measurement;
import dev.evenkeel.registry.tracking.Metric;
import dev.evenkeel.registry.tracking.NewRun;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.schema.Tables;
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

/// What lineage, cards and comparison promise, on either database.
abstract class GovernanceContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final String COMMIT = "5f1c0de";

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private Database database;
  private Models models;
  private Aliases aliases;
  private Tracking tracking;
  private Registered registered;
  private Lineage lineage;
  private Cards cards;

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
    lineage = new Lineage(database, registered, tracking);
    cards = new Cards(database, registered, new AuditLog(database, clock), clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ModelVersion trained(String dataset, String column, double f1) {
    return models.register(
        new NewVersion(
            "churn",
            new ModelDescription(
                new Signature(List.of(Property.of(column, LogicalType.NUMBER, true))),
                List.of(),
                new Target.Classes("left", Duration.ZERO, List.of("no", "yes")),
                ModelDescription.XGBOOST_JSON),
            new byte[] {1},
            Optional.empty(),
            dataset,
            Optional.of("run-" + f1),
            "sha256:project",
            42,
            Map.of("depth", "5"),
            Map.of("f1", f1, "log_loss", 1 - f1, "rows", 10 * f1)));
  }

  private RegisteredVersion logged() {
    String run =
        tracking
            .runs()
            .start(
                new NewRun(
                    Experiments.DEFAULT,
                    "deep",
                    "ann",
                    OptionalLong.of(5),
                    List.of(new KeyValue(FactsReader.COMMIT_TAG, COMMIT))))
            .info()
            .id();
    tracking
        .runs()
        .log(
            run,
            new Batch(
                List.of(new Measurement(new Metric("f1", 0.9, 1, 0), "", "", "")),
                List.of(new KeyValue("random_state", "7")),
                List.of()));
    tracking
        .runs()
        .addInputs(
            run,
            List.of(
                new DatasetInput(
                    new Dataset("sales", "1a2b", "local", "x", Optional.empty(), Optional.empty()),
                    Map.of())),
            List.of());
    put(run, "model/MLmodel", "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n");
    put(run, "model/requirements.txt", "scikit-learn==1.5.0\n");
    registered.models().create("home", Map.of(), "");
    return registered
        .versions()
        .create(
            new NewRegisteredVersion(
                "home",
                "runs:/" + run + "/model",
                Optional.empty(),
                "",
                Optional.empty(),
                "",
                Map.of()));
  }

  private void put(String run, String path, String text) {
    tracking
        .artifacts()
        .put(
            tracking.artifacts().owner(ArtifactOwner.Kind.RUN, run),
            new ArtifactPath(path),
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> ids(LineageGraph graph) {
    return graph.nodes().stream().map(LineageGraph.Node::id).toList();
  }

  @Test
  void aVersionLeadsToItsRunDataCodeAndFiles() {
    RegisteredVersion version = logged();

    LineageGraph graph = lineage.of("home", 1);

    String run = "run:" + version.runId().orElseThrow();
    assertThat(ids(graph)).contains("version:home@1", run, "dataset:sales@1a2b", "code:" + COMMIT);
    assertThat(graph.edges())
        .contains(new LineageGraph.Edge(run, "version:home@1", "produced"))
        .contains(new LineageGraph.Edge("dataset:sales@1a2b", run, "input of"));
    assertThat(graph.missing()).isEmpty();
    assertThat(lineage.facts("home", 1).seed()).isEqualTo("7");
    assertThat(lineage.facts("home", 1).environment())
        .containsEntry("requirements.txt", "scikit-learn==1.5.0\n");
  }

  @Test
  void whatNobodyToldIsNamed() {
    trained("", "area", 0.5);

    assertThat(lineage.of("churn", 1).missing()).containsExactly("dataset version", "environment");
  }

  @Test
  void dataRunAndCommitLeadToTheVersionsMadeOfThem() {
    RegisteredVersion version = logged();
    trained("sales@7", "area", 0.5);
    trained("sales@8", "area", 0.6);

    assertThat(ids(lineage.from("dataset:sales@7")))
        .containsExactly("dataset:sales@7", "version:churn@1");
    assertThat(ids(lineage.from("dataset:sales@1a2b"))).contains("version:home@1").hasSize(2);
    assertThat(ids(lineage.from("commit:" + COMMIT))).contains("version:home@1").hasSize(2);
    assertThat(ids(lineage.from("run:" + version.runId().orElseThrow())))
        .contains("version:home@1");
    assertThat(ids(lineage.from("code:sha256:project")))
        .containsExactly("code:sha256:project", "version:churn@2", "version:churn@1");
    assertThat(ids(lineage.from("dataset:sales@9"))).hasSize(1);
  }

  @Test
  void deploymentsOfNowAndBeforeAreTold() {
    trained("sales@7", "area", 0.5);
    trained("sales@8", "area", 0.6);
    aliases.set("churn", "canary", 1, "ann", "try");
    clock.moveTo(MAY.plus(Duration.ofDays(1)));
    aliases.set("churn", "canary", 2, "ann", "better");

    List<Map<String, String>> first = deployments(1);
    List<Map<String, String>> second = deployments(2);

    assertThat(first).hasSize(1);
    assertThat(first.getFirst())
        .containsEntry("from", "2026-05-01T00:00:00Z")
        .containsEntry("until", "2026-05-02T00:00:00Z")
        .containsEntry("reason", "try");
    assertThat(second).hasSize(1);
    assertThat(second.getFirst()).containsEntry("until", "");
    assertThat(lineage.from("deployment:churn/canary").subject()).isEqualTo("version:churn@2");
  }

  private List<Map<String, String>> deployments(int number) {
    return lineage.of("churn", number).nodes().stream()
        .filter(node -> node.type() == LineageGraph.Type.DEPLOYMENT)
        .map(LineageGraph.Node::facets)
        .toList();
  }

  @Test
  void aCopyKnowsItsOriginalAndTheOriginalItsCopies() {
    logged();
    registered.models().create("copied", Map.of(), "");
    registered
        .versions()
        .create(
            new NewRegisteredVersion(
                "copied", "models:/home/1", Optional.empty(), "", Optional.empty(), "", Map.of()));

    LineageGraph.Edge copied =
        new LineageGraph.Edge("version:home@1", "version:copied@1", "copied");
    assertThat(lineage.of("copied", 1).edges()).contains(copied);
    assertThat(lineage.of("home", 1).edges()).contains(copied);
  }

  @Test
  void aSubjectOfAnotherKindIsRefused() {
    for (String wrong : List.of("", "sales@7", "file:/etc/passwd", "version:churn", "run")) {
      assertRefused(Problem.Kind.INPUT, () -> lineage.from(wrong));
    }
    assertRefused(Problem.Kind.NOT_FOUND, () -> lineage.from("version:churn@3"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> lineage.from("deployment:churn/champion"));
  }

  @Test
  void versionsStandSideBySide() {
    trained("sales@7", "area", 0.5);
    trained("sales@8", "rooms", 0.6);

    VersionComparison comparison =
        VersionComparison.of(List.of(lineage.facts("churn", 1), lineage.facts("churn", 2)));

    assertThat(comparison.versions()).containsExactly("churn@1", "churn@2");
    assertThat(comparison.metrics())
        .extracting(VersionComparison.Figure::name, figure -> figure.isBest(0), f -> f.isBest(1))
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("f1", false, true),
            org.assertj.core.api.Assertions.tuple("log_loss", false, true),
            org.assertj.core.api.Assertions.tuple("rows", false, false));
    assertThat(comparison.parameters()).allMatch(VersionComparison.Row::isEqual);
    assertThat(comparison.signature())
        .contains(
            new VersionComparison.Row(
                "input area", List.of(Optional.of("number"), Optional.empty())))
        .contains(
            new VersionComparison.Row(
                "input rooms", List.of(Optional.empty(), Optional.of("number"))));
  }

  @Test
  void aCardIsKeptAndItsChangesAreAudited() {
    trained("sales@7", "area", 0.5);
    assertThat(cards.ofVersion("churn", 1)).isEmpty();

    cards.writeVersion("churn", 1, "For letters, not for credit.");
    cards.writeVersion("churn", 1, "For letters.");
    cards.writeModel("churn", "All about churn.");

    assertThat(cards.ofVersion("churn", 1)).isEqualTo("For letters.");
    assertThat(cards.ofModel("churn")).isEqualTo("All about churn.");
    List<String> audited =
        database.read(sql ->
            sql.select(Tables.STORE_AUDIT.SUBJECT, Tables.STORE_AUDIT.BEFORE_JSON)
                .from(Tables.STORE_AUDIT)
                .orderBy(Tables.STORE_AUDIT.ID)
                .fetch(row -> row.value1() + " " + row.value2()));
    assertThat(audited)
        .containsExactly(
            "version/churn@1 ",
            "version/churn@1 ",
            "version/churn@1 {\"card\":\"For letters, not for credit.\"}",
            "model/churn ");
    assertThat(CardText.of("For letters.", lineage.facts("churn", 1)))
        .contains("For letters.", "`sales@7`", "| `f1` | `0.5` |", "Not known: `environment`");
  }

  @Test
  void aCardGoesWithItsModelAndNotToTheNextOfItsNumber() {
    trained("sales@7", "area", 0.5);
    cards.writeVersion("churn", 1, "old");
    registered.models().rename("churn", "leavers");
    assertThat(cards.ofVersion("leavers", 1)).isEqualTo("old");

    models.forgetSince("leavers", MAY);
    trained("sales@7", "area", 0.5);

    assertRefused(Problem.Kind.NOT_FOUND, () -> cards.ofVersion("leavers", 1));
    assertRefused(Problem.Kind.NOT_FOUND, () -> cards.writeVersion("churn", 9, "x"));
    assertRefused(Problem.Kind.INPUT, () -> cards.writeVersion("churn", 1, "x".repeat(100_001)));
    assertThat(cards.ofVersion("churn", 1)).isEmpty();
  }

  private static void assertRefused(
      Problem.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().kind()).isEqualTo(kind));
  }
}
