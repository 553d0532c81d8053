package dev.evenkeel.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.search.Page;
import dev.evenkeel.registry.search.View;
import dev.evenkeel.registry.tracking.Batch;
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
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What belongs to a project exists for those only who have a role in it, on either database.
abstract class ProjectsContract {
  private static final Principal ANN = new Principal("ann", Map.of("fraud", Role.DEPLOYER));
  private static final Principal EVE = new Principal("eve", Map.of("fraud", Role.EDITOR));
  private static final Principal VIC = new Principal("vic", Map.of("fraud", Role.VIEWER));
  private static final Principal BOB = new Principal("bob", Map.of("ads", Role.ADMIN));
  private static final Principal ALL = new Principal("all", Map.of("*", Role.VIEWER));
  private static final String MODEL = "cards";

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(Instant.parse("2026-05-01T00:00:00Z"));
  private Database database;
  private Tracking tracking;
  private Registered registered;
  private long experiment;
  private String run = "";
  private String logged = "";

  abstract Database open();

  @BeforeEach
  void fillTheProjectOfAnn() {
    database = open();
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    tracking = Tracking.of(database, blobs, clock, 1 << 20);
    Models models = new Models(database, blobs, clock);
    registered =
        Registered.of(
            database,
            blobs,
            models,
            new Aliases(database, clock),
            new Promotions(database, models, clock),
            tracking.artifacts(),
            clock,
            1 << 16,
            Events.NONE);
    Access access =
        Access.of(database, clock, new AuditLog(database, clock), AccessSettings.local());
    access.projects().create("fraud", "");
    access.projects().create("ads", "");
    as(
        ANN,
        () -> {
          experiment = tracking.experiments().create("cards-2026", "", List.of()).id();
          run = startRun();
          logged = tracking.loggedModels().create(newModel()).id();
          tracking.runs().log(run, points(""));
          put("model/MLmodel");
          registered.models().create(MODEL, Map.of(), "");
          registered.versions().create(asked());
          registered.aliases().set(MODEL, "shadow", 1, "ann", "");
          return 0;
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static String projectOf(Principal who) {
    return who.projects().contains("ads") ? "ads" : "fraud";
  }

  private static <T> T as(Principal who, Callable<T> work) {
    try {
      return new Acting(who, projectOf(who)).call(work);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String startRun() {
    return tracking
        .runs()
        .start(new NewRun(experiment, "", "ann", OptionalLong.of(5), List.of()))
        .info()
        .id();
  }

  private NewModel newModel() {
    return new NewModel(experiment, Optional.of("net"), "", Optional.of(run), List.of(), List.of());
  }

  private static Batch points(String model) {
    return new Batch(
        List.of(new Measurement(new Metric("loss", 0.5, 5, 1), model, "", "")),
        List.of(),
        List.of());
  }

  private NewRegisteredVersion asked() {
    return new NewRegisteredVersion(
        MODEL, "runs:/" + run + "/model", Optional.empty(), "", Optional.empty(), "", Map.of());
  }

  private int put(String path) {
    tracking
        .artifacts()
        .put(
            tracking.artifacts().owner(ArtifactOwner.Kind.RUN, run),
            new ArtifactPath(path),
            new ByteArrayInputStream("flavors: {}".getBytes(UTF_8)));
    return 0;
  }

  private static int done(Runnable work) {
    work.run();
    return 0;
  }

  /// Everything that asks for one thing by its name or id, and answers an error without it.
  private Map<String, Callable<?>> demands() {
    Map<String, Callable<?>> reads = new LinkedHashMap<>();
    reads.put("files of the run", () -> tracking.artifacts().owner(ArtifactOwner.Kind.RUN, run));
    reads.put(
        "files of the model", () -> tracking.artifacts().owner(ArtifactOwner.Kind.MODEL, logged));
    reads.put("registered model", () -> registered.models().model(MODEL));
    reads.put("registered version", () -> registered.versions().version(MODEL, 1));
    reads.put("latest versions", () -> registered.versions().latest(MODEL, Set.of()));
    return reads;
  }

  /// Everything that finds one thing or several, and answers nothing without them.
  private List<Boolean> sights() {
    return List.of(
        tracking.experiments().find(experiment).isPresent(),
        tracking.experiments().named("cards-2026").isPresent(),
        tracking.runs().find(run).isPresent(),
        !tracking.runs().history(run, "loss", Optional.empty(), 10).points().isEmpty(),
        tracking.loggedModels().find(logged).isPresent(),
        tracking.loggedModels().findEvenDeleted(logged).isPresent(),
        !experimentsFound().isEmpty(),
        !runsFound("").ids().isEmpty(),
        !runsFound("metrics.loss < 1").ids().isEmpty(),
        !modelsFound().isEmpty(),
        !registered.modelSearch().search("", List.of(), 10, Optional.empty()).ids().isEmpty(),
        !registered.versionSearch().search("", List.of(), 10, Optional.empty()).ids().isEmpty(),
        registered.serving().models().contains(MODEL),
        registered.serving().version(MODEL, 1).isPresent(),
        !registered.serving().versions(MODEL, Integer.MAX_VALUE, 10).isEmpty(),
        registered.serving().alias(MODEL, "shadow").isPresent(),
        !registered.serving().moves(MODEL, "shadow", 10).isEmpty());
  }

  private List<Long> experimentsFound() {
    return tracking
        .experimentSearch()
        .search("name LIKE 'cards%'", View.ALL, List.of(), 10, Optional.empty())
        .ids();
  }

  private Page<String> runsFound(String filter) {
    return tracking
        .runSearch()
        .search(
            List.of(0L, experiment),
            filter,
            View.ALL,
            List.of("metrics.loss ASC"),
            10,
            Optional.empty());
  }

  private List<String> modelsFound() {
    return tracking
        .loggedModelSearch()
        .search(List.of(0L, experiment), "", List.of(), List.of(), 10, Optional.empty())
        .ids();
  }

  private Map<String, Callable<?>> writes() {
    Map<String, Callable<?>> writes = new LinkedHashMap<>();
    trackingWrites(writes);
    registryWrites(writes);
    return writes;
  }

  private void trackingWrites(Map<String, Callable<?>> writes) {
    var experiments = tracking.experiments();
    var runs = tracking.runs();
    var models = tracking.loggedModels();
    KeyValue tag = new KeyValue("k", "v");
    writes.put("tag experiment", () -> done(() -> experiments.tag(experiment, "k", "v")));
    writes.put("untag experiment", () -> done(() -> experiments.untag(experiment, "k")));
    writes.put("rename experiment", () -> done(() -> experiments.rename(experiment, "cards-2027")));
    writes.put("start", this::startRun);
    writes.put("log", () -> done(() -> runs.log(run, points(""))));
    writes.put(
        "update",
        () -> runs.update(run, Optional.empty(), OptionalLong.empty(), Optional.of("other")));
    writes.put("tag run", () -> done(() -> runs.changeTag(run, "k", _ -> "v")));
    writes.put("untag run", () -> done(() -> runs.untag(run, "k")));
    writes.put("inputs", () -> done(() -> runs.addInputs(run, List.of(), List.of(logged))));
    writes.put("outputs", () -> done(() -> runs.addOutputs(run, List.of())));
    writes.put("log model", () -> models.create(newModel()));
    writes.put("finish", () -> models.finish(logged, LoggedModel.Status.UPLOAD_FAILED));
    writes.put("params", () -> done(() -> models.addParams(logged, List.of(tag))));
    writes.put("tag model", () -> done(() -> models.tag(logged, List.of(tag))));
    writes.put("untag model", () -> done(() -> models.untag(logged, "k")));
    writes.put("upload", () -> put("plots/more.txt"));
    writes.put("delete model", () -> done(() -> models.delete(logged)));
    writes.put("delete run", () -> done(() -> runs.delete(run)));
    writes.put("restore run", () -> done(() -> runs.restore(run)));
    writes.put("delete experiment", () -> done(() -> experiments.delete(experiment)));
    writes.put("restore experiment", () -> done(() -> experiments.restore(experiment)));
  }

  private void registryWrites(Map<String, Callable<?>> writes) {
    var models = registered.models();
    var versions = registered.versions();
    writes.put("register", () -> versions.create(asked()));
    writes.put("describe", () -> models.describe(MODEL, "d"));
    writes.put("tag registered", () -> done(() -> models.setTag(MODEL, "k", "v")));
    writes.put("untag registered", () -> done(() -> models.deleteTag(MODEL, "k")));
    writes.put("describe version", () -> versions.describe(MODEL, 1, "d"));
    writes.put("stage", () -> versions.transition(MODEL, 1, Stage.STAGING));
    writes.put("stage alone", () -> versions.replace(MODEL, 1, Stage.PRODUCTION));
    writes.put("tag version", () -> done(() -> versions.setTag(MODEL, 1, "k", "v")));
    writes.put("untag version", () -> done(() -> versions.deleteTag(MODEL, 1, "k")));
    writes.put("alias", () -> registered.aliases().set(MODEL, "next", 1, "x", ""));
    writes.put("no alias", () -> registered.aliases().remove(MODEL, "next", "x", ""));
    writes.put("delete version", () -> done(() -> versions.delete(MODEL, 1)));
    writes.put("rename", () -> models.rename(MODEL, "cards2"));
    writes.put("delete", () -> done(() -> models.delete("cards2")));
  }

  private void refused(Principal who, Problem.Kind kind, String what, Callable<?> call) {
    assertThatThrownBy(() -> as(who, call))
        .as(what)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().kind()).as(what).isEqualTo(kind));
  }

  @Test
  void doesNotExistForOthers() {
    assertThat(as(BOB, this::sights)).containsOnly(false);
    demands().forEach((what, read) -> refused(BOB, Problem.Kind.NOT_FOUND, what, read));
    writes().forEach((what, write) -> refused(BOB, Problem.Kind.NOT_FOUND, what, write));
  }

  @Test
  void canBeReadButNotChangedByItsViewers() {
    for (Principal reader : List.of(VIC, ALL)) {
      assertThat(as(reader, this::sights)).as(reader.name()).containsOnly(true);
      demands().forEach((what, read) -> assertThat(as(reader, read)).as(what).isNotNull());
    }
    Map<String, Callable<?>> writes = writes();
    // Of a name that is nobody's, nobody is told more.
    writes.remove("delete");
    writes.forEach((what, write) -> refused(VIC, Problem.Kind.FORBIDDEN, what, write));
  }

  @Test
  void canBeChangedByItsEditorsAndIsAllSeenByTheProductItself() {
    assertThat(sights()).containsOnly(true);

    writes().forEach((what, write) -> assertThat(as(EVE, write)).as(what).isNotNull());
  }

  @Test
  void letsOnlyDeployersPromote() {
    ModelVersion version = registered.serving().version(MODEL, 1).orElseThrow();
    Callable<Verdict> promote =
        () ->
            registered
                .promotions()
                .promote(version, (_, _) -> new Verdict.Fail("no"), "x", _ -> {});

    refused(BOB, Problem.Kind.NOT_FOUND, "promote", promote);
    refused(EVE, Problem.Kind.FORBIDDEN, "promote", promote);
  }

  @Test
  void takesItsProjectFromWhoeverMadeIt() {
    refused(
        VIC,
        Problem.Kind.FORBIDDEN,
        "create experiment",
        () -> tracking.experiments().create("mine", "", List.of()));
    refused(
        VIC,
        Problem.Kind.FORBIDDEN,
        "create model",
        () -> registered.models().create("mine", Map.of(), ""));
    assertThatThrownBy(() ->
            new Acting(ANN, "ads").call(() -> tracking.experiments().create("mine", "", List.of())))
        .hasMessageContaining("ads");
    assertThatThrownBy(() ->
            new Acting(Principal.LOCAL, "nowhere")
                .call(() -> tracking.experiments().create("mine", "", List.of())))
        .hasMessageContaining("nowhere");
    assertThat(tracking.experiments().named("mine")).isEmpty();
  }

  @Test
  void keepsItsNamesToItselfOverTheWholeServer() {
    refused(
        BOB,
        Problem.Kind.CONFLICT,
        "experiment",
        () -> tracking.experiments().create("cards-2026", "", List.of()));
    assertThat(as(BOB, () -> registered.models().create(MODEL, Map.of(), ""))).isEmpty();
  }

  @Test
  void takesNoMetricsForModelsOfOthers() {
    String foreign =
        as(
            BOB,
            () -> {
              long mine = tracking.experiments().create("ads-2026", "", List.of()).id();
              return tracking
                  .runs()
                  .start(new NewRun(mine, "", "bob", OptionalLong.of(5), List.of()))
                  .info()
                  .id();
            });

    refused(
        BOB,
        Problem.Kind.NOT_FOUND,
        "metric of a model",
        () -> done(() -> tracking.runs().log(foreign, points(logged))));
  }

  @Test
  void refusesThePageTokenOfSomebodyElse() {
    as(ANN, this::startRun);
    Page<String> first = as(ANN, () -> page(Optional.empty()));

    assertThat(as(ANN, () -> page(first.next())).ids()).hasSize(1);
    refused(VIC, Problem.Kind.INPUT, "token", () -> page(first.next()));
    refused(ALL, Problem.Kind.INPUT, "token", () -> page(first.next()));
  }

  private Page<String> page(Optional<String> token) {
    return tracking
        .runSearch()
        .search(List.of(experiment), "", View.ACTIVE_ONLY, List.of(), 1, token);
  }

  @Test
  void givesNoSecondPageThatOnlyOthersWouldFill() {
    as(BOB, () -> tracking.experiments().create("cards-of-ads", "", List.of()));

    Page<Long> found =
        as(
            BOB,
            () ->
                tracking
                    .experimentSearch()
                    .search("name LIKE 'cards%'", View.ALL, List.of(), 1, Optional.empty()));

    assertThat(found.ids()).hasSize(1);
    assertThat(found.next()).isEmpty();
  }
}
