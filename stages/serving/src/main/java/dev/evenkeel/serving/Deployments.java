package dev.evenkeel.serving;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.registry.AliasMove;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.serving.DeploymentSettings.Share;
import dev.evenkeel.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Which versions answer: their traffic, their memory, their state. A swap verifies, loads and
/// tries the new version first and then replaces one reference, so a request sees the old one or
/// the new one, whole; the old one is closed when its last request is answered.
public final class Deployments implements AutoCloseable {
  /// Header with a key: equal keys go to the same version.
  public static final String STICKY_KEY = "Evenkeel-Sticky-Key";

  private final Models models;
  private final @Nullable DeploymentStore store;
  private final Clock clock;
  private final ServingSettings settings;
  private final Deadlines deadlines;
  private final Residents residents;
  private final LastRows lastRows = new LastRows();
  private final Shadows shadows;
  private final Router router;
  private final @Nullable Follower follower;
  private final ExecutorService pool;
  private final ExecutorService threads;
  private volatile boolean isStopping;

  /// Follows the champions from now on, with default limits and without stored splits.
  ///
  /// @param runtime loads every version
  public Deployments(Models models, Promotions promotions, ModelRuntime runtime) {
    this(
        models,
        promotions,
        runtime,
        null,
        null,
        Clock.system(),
        new SimpleMeterRegistry(),
        ServingSettings.defaults());
  }

  /// Follows champions, aliases and splits from now on, with those of other nodes when the database
  /// is one of several; [#close] ends it.
  public Deployments(
      Database database,
      Models models,
      Aliases aliases,
      Promotions promotions,
      ModelRuntime runtime,
      Clock clock,
      MeterRegistry meters,
      ServingSettings settings) {
    this(
        models,
        promotions,
        runtime,
        aliases,
        new DeploymentStore(database),
        clock,
        meters,
        settings);
    if (follower != null && !database.isSqlite()) {
      follower.start();
    }
  }

  private Deployments(
      Models models,
      Promotions promotions,
      ModelRuntime runtime,
      @Nullable Aliases aliases,
      @Nullable DeploymentStore store,
      Clock clock,
      MeterRegistry meters,
      ServingSettings settings) {
    this.models = models;
    this.store = store;
    this.clock = clock;
    this.settings = settings;
    deadlines = new Deadlines(settings.timeout());
    // Native calls pin the thread that makes them, so they get threads of the system.
    pool =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("inference-", 0).daemon().factory());
    threads = Executors.newVirtualThreadPerTaskExecutor();
    residents =
        new Residents(
            new VersionLoader(models, runtime, settings, meters, lastRows, pool, threads),
            settings.memoryBytesMax());
    shadows = new Shadows(meters, lastRows, this::shadow);
    router = new Router(models, known(models, aliases, store), residents, shadows);
    follower = aliases == null || store == null ? null : new Follower(aliases, store, router);
    meters.more().counter("evenkeel.model.swaps", Tags.empty(), router, Router::swaps);
    meters
        .more()
        .counter("evenkeel.model.evictions", Tags.empty(), residents, Residents::evictions);
    promotions.onMove(this::moved);
    if (aliases != null) {
      aliases.onMove(this::moved);
    }
  }

  private static Router.Known known(
      Models models, @Nullable Aliases aliases, @Nullable DeploymentStore store) {
    return new Router.Known() {
      @Override
      public Map<String, Integer> aliases(String model) {
        return aliases != null
            ? aliases.of(model)
            : models
                .champion(model)
                .map(version -> Map.of(Models.CHAMPION, version.number()))
                .orElse(Map.of());
      }

      @Override
      public Optional<DeploymentStore.Stored> settings(String model) {
        return store == null ? Optional.empty() : store.newest(model);
      }
    };
  }

  /// Loads what every model needs, for a start with what an earlier process set. One that cannot be
  /// loaded does not keep the others from answering.
  public void loadChampions() {
    router.refreshAll();
  }

  /// Makes the answering versions those that the registry and the settings name, or none.
  public void refresh(String model) {
    router.refresh(model);
  }

  /// Rows that were answered last.
  List<Frame> lastRows(String model) {
    return lastRows.all(model);
  }

  /// Drops rows of somebody from those that this server keeps in memory, to try the next version of
  /// a model with.
  ///
  /// @param column the one that tells people apart
  public void forget(String model, String column, String value) {
    lastRows.forget(model, column, value);
  }

  /// Drops what is in memory of a model, after its versions were taken back.
  public void forget(String model) {
    lastRows.forget(model);
    router.refresh(model);
    ModelRoute route = router.route(model);
    Set<Integer> stays = route == null ? Set.of() : route.pinned();
    residents.drop(model, each -> !stays.contains(each.number()));
  }

  /// Takes a model out of memory; it answers nothing until it is loaded again or the process is.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` for an unknown model
  public void unload(String model) {
    demandDeployer(model);
    note("deployment.unloaded", model);
    router.unload(model);
  }

  /// Loads a model that was unloaded, or what could not be loaded before.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` for an unknown model,
  ///   `NOT_SERVING` when a version cannot be loaded
  public void load(String model) {
    demandDeployer(model);
    note("deployment.loaded", model);
    router.allow(model);
    ModelRoute route = router.route(model);
    if (route != null && !route.problems().isEmpty()) {
      Map.Entry<Integer, String> first = route.problems().entrySet().iterator().next();
      throw Problem.of(
              Problem.Kind.NOT_SERVING,
              "%s@%d cannot be loaded: %s".formatted(model, first.getKey(), first.getValue()),
              "what served before goes on; the log of the server says more")
          .asException();
    }
  }

  // Before it is done: what cannot be written down does not happen.
  private void note(String action, String model) {
    if (store != null) {
      store.note(action, model, models.auditProject(model), clock.now());
    }
  }

  private void demandDeployer(String model) {
    if (models.versions(model, Integer.MAX_VALUE, 1).isEmpty()) {
      throw unknown(model);
    }
    models.demand(model, Role.DEPLOYER, () -> unknown(model));
  }

  private static RuntimeException unknown(String model) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "model `%s` does not exist".formatted(Names.abbreviate(model)),
            "list the models with GET /v1/models")
        .asException();
  }

  /// The models that have a champion and that whoever acts sees, by name; from memory, since
  /// requests ask for it.
  public List<String> withChampion() {
    return router.table().values().stream()
        .filter(route -> models.isSeen(route.model()))
        .filter(route -> route.aliases().containsKey(Models.CHAMPION))
        .map(ModelRoute::model)
        .sorted()
        .toList();
  }

  /// Routes a request and holds the version until it is answered.
  ///
  /// @param stickyKey equal keys go to the same version; empty is at random
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` for what does not exist, or is
  ///   not seen by whoever acts
  public Lease acquire(String model, Selector selector, String stickyKey) {
    return acquire(model, selector, stickyKey, "other");
  }

  /// The same for an endpoint that says what it speaks, for the figures.
  ///
  /// @param protocol as [AnsweredRequest] names it
  public Lease acquire(String model, Selector selector, String stickyKey, String protocol) {
    if (!models.isSeen(model)) {
      throw Router.unknown(model, selector);
    }
    return switch (selector) {
      case Selector.Traffic() -> router.traffic(model, stickyKey, protocol);
      case Selector.Alias(String alias) -> router.alias(model, alias, protocol);
      case Selector.Version(int number) ->
          router.version(model, number, String.valueOf(number), protocol);
    };
  }

  /// The field of the rows by whose value requests of a model stay with one version; empty for
  /// none. The header [#STICKY_KEY] wins over it, and many rows go by the first of them.
  public String stickyField(String model) {
    ModelRoute route = router.route(model);
    return route == null || !models.isSeen(model) ? "" : route.settings().stickyField();
  }

  /// Until when requests want their answers.
  public Deadlines deadlines() {
    return deadlines;
  }

  /// Spreads a model's traffic from now on. What is named is loaded first, so a version that cannot
  /// serve is refused and nothing changes.
  ///
  /// @param actor who asks
  /// @param reason in plain words; may be empty
  public void set(String model, DeploymentSettings wanted, String actor, String reason) {
    demandDeployer(model);
    if (store == null) {
      throw new IllegalStateException("Cannot set traffic: nothing keeps it");
    }
    Set<Integer> versions = new HashSet<>();
    wanted.traffic().stream().map(Share::version).forEach(versions::add);
    if (wanted.shadow() > 0) {
      versions.add(wanted.shadow());
    }
    for (int number : versions) {
      Resident resident = router.load(model, number, versions);
      demandField(resident, wanted.stickyField());
    }
    int champion = models.champion(model).map(version -> version.number()).orElse(0);
    if (versions.isEmpty() && champion > 0) {
      demandField(router.load(model, champion, Set.of(champion)), wanted.stickyField());
    }
    store.add(
        new DeploymentStore.Stored(model, clock.now(), actor, reason, champion, wanted),
        models.auditProject(model));
    router.refresh(model);
  }

  private static void demandField(Resident resident, String field) {
    List<String> fields =
        resident.deployed().version().description().signature().inputs().stream()
            .map(Property::name)
            .toList();
    if (!field.isEmpty() && !fields.contains(field)) {
      String near = Names.nearest(field, fields);
      throw new Problem(
              Problem.Kind.INPUT,
              "%s has no field `%s`"
                  .formatted(resident.deployed().version(), Names.abbreviate(field)),
              "/stickyField",
              "one of its fields, or the header %s".formatted(STICKY_KEY),
              near.isEmpty() ? "" : "write `%s`".formatted(near))
          .asException();
    }
  }

  /// What serves now and is seen by whoever acts, and how it fares.
  public ServingOverview overview() {
    return new Overviews(router, residents, shadows, settings)
        .of(
            Overviews.notReady(router.table(), settings.required(), isStopping, models::isSeen),
            models::isSeen);
  }

  /// Why this process should get no requests; empty when it should. Whether it lives is another
  /// question.
  public List<String> notReady() {
    return Overviews.notReady(router.table(), settings.required(), isStopping, _ -> true);
  }

  /// Makes [#notReady] say from now on that the process stops. What comes nevertheless is answered.
  public void stopping() {
    isStopping = true;
  }

  /// The figures by Triton's names, in the text format of Prometheus; empty when not wanted.
  public String tritonMetrics() {
    return settings.tritonMetrics() ? TritonMetrics.write(residents.all()) : "";
  }

  @Override
  public void close() {
    stopping();
    if (follower != null) {
      follower.close();
    }
    shadows.close();
    pool.shutdown();
    threads.shutdown();
    residents.all().forEach(residents::drop);
  }

  private @Nullable Resident shadow(String model) {
    ModelRoute route = router.route(model);
    return route == null ? null : route.shadow();
  }

  private void moved(AliasMove move) {
    router.refresh(move.model());
  }
}
