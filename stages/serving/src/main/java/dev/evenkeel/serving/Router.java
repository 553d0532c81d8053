package dev.evenkeel.serving;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.registry.AliasMove;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.DeploymentSettings.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leads requests to versions by a table that never changes; a swap replaces it in one write, after
/// everything in it has been loaded. So a request sees the old versions or the new ones, whole.
final class Router {
  private static final int TRIES = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final Models models;
  private final Known known;
  private final Residents residents;
  private final Shadows shadows;
  private final Map<String, ReentrantLock> refreshing = new ConcurrentHashMap<>();
  private final Set<String> unloaded = ConcurrentHashMap.newKeySet();
  private final ReentrantLock publishing = new ReentrantLock();
  private final LongAdder swaps = new LongAdder();
  private volatile Map<String, ModelRoute> table = Map.of();

  /// What is stored about a model.
  interface Known {
    Map<String, Integer> aliases(String model);

    Optional<DeploymentStore.Stored> settings(String model);
  }

  Router(Models models, Known known, Residents residents, Shadows shadows) {
    this.models = models;
    this.known = known;
    this.residents = residents;
    this.shadows = shadows;
  }

  Map<String, ModelRoute> table() {
    return table;
  }

  @Nullable ModelRoute route(String model) {
    return table.get(model);
  }

  long swaps() {
    return swaps.sum();
  }

  Lease traffic(String model, String stickyKey, String protocol) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      ModelRoute route = table.get(model);
      if (route == null || route.legs().isEmpty()) {
        throw nothing(model, route);
      }
      ModelRoute.Leg leg = route.pick(stickyKey);
      if (leg.resident().hold()) {
        return new HeldLease(leg.resident(), leg.asked(), protocol, shadows);
      }
      // The table was read just before it was replaced.
      Thread.onSpinWait();
    }
    throw new IllegalStateException("Cannot route: the table of %s is stale".formatted(model));
  }

  Lease alias(String model, String alias, String protocol) {
    ModelRoute route = table.get(model);
    Integer number = route == null ? null : route.aliases().get(alias);
    if (number != null) {
      return version(model, number, alias, protocol);
    }
    ModelVersion version =
        models
            .alias(model, alias)
            .orElseThrow(() ->
                alias.equals(Models.CHAMPION)
                    ? unknown("model `%s` has no champion".formatted(Names.abbreviate(model)))
                    : unknown(
                        "model `%s` has no alias `%s`"
                            .formatted(Names.abbreviate(model), Names.abbreviate(alias))));
    return version(model, version.number(), alias, protocol);
  }

  Lease version(String model, int number, String asked, String protocol) {
    return new HeldLease(held(model, number), asked, protocol, shadows);
  }

  private Resident held(String model, int number) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Optional<Resident> resident = residents.held(model, number);
      if (resident.isPresent()) {
        return resident.get();
      }
      if (unloaded.contains(model)) {
        throw nothing(model, table.get(model));
      }
      residents.load(registered(model, number), keep(model, Set.of()));
    }
    throw new IllegalStateException(
        "Cannot hold %s@%d: it is evicted as fast as it is loaded".formatted(model, number));
  }

  /// Reads anew what is stored about a model, loads what is missing and swaps.
  void refresh(String model) {
    ReentrantLock lock = refreshing.computeIfAbsent(model, _ -> new ReentrantLock());
    // One at a time: else the slower of two would put back what the faster has replaced.
    lock.lock();
    try {
      ModelRoute before = table.get(model);
      ModelRoute after = build(model, before);
      publish(model, after);
      if (before != null) {
        Set<Integer> stays = after == null ? Set.of() : after.pinned();
        Set<Integer> was = before.pinned();
        residents.drop(
            model, each -> was.contains(each.number()) && !stays.contains(each.number()));
      }
      residents.retireReplaced();
    } finally {
      lock.unlock();
    }
  }

  private void publish(String model, @Nullable ModelRoute route) {
    publishing.lock();
    try {
      Map<String, ModelRoute> changed = new HashMap<>(table);
      ModelRoute before = route == null ? changed.remove(model) : changed.put(model, route);
      table = changed;
      if (before != null && route != null && !before.legs().equals(route.legs())) {
        swaps.increment();
      }
    } finally {
      publishing.unlock();
    }
  }

  private @Nullable ModelRoute build(String model, @Nullable ModelRoute before) {
    Map<String, Integer> aliases = known.aliases(model);
    int champion = aliases.getOrDefault(Models.CHAMPION, AliasMove.NOWHERE);
    DeploymentSettings settings = settings(model, champion);
    List<Share> shares =
        !settings.traffic().isEmpty() || champion == AliasMove.NOWHERE
            ? settings.traffic()
            : List.of(new Share(champion, DeploymentSettings.WHOLE));
    if (unloaded.contains(model)) {
      return new ModelRoute(model, settings, aliases, List.of(), null, Map.of(), true);
    }
    if (shares.isEmpty() && aliases.isEmpty()) {
      return null;
    }
    Map<Integer, String> problems = new TreeMap<>();
    Set<Integer> wanted = shares.stream().map(Share::version).collect(Collectors.toSet());
    wanted.addAll(aliases.values());
    wanted.add(settings.shadow());
    List<ModelRoute.Leg> legs = legs(model, shares, champion, wanted, problems);
    if (!problems.isEmpty() && before != null && !before.legs().isEmpty()) {
      // The old versions go on: an answer of yesterday's model is better than none.
      legs = before.legs();
    }
    Resident shadow =
        settings.shadow() == 0 ? null : loaded(model, settings.shadow(), wanted, problems);
    return new ModelRoute(model, settings, aliases, legs, shadow, problems, false);
  }

  private List<ModelRoute.Leg> legs(
      String model,
      List<Share> shares,
      int champion,
      Set<Integer> wanted,
      Map<Integer, String> problems) {
    List<ModelRoute.Leg> legs = new ArrayList<>();
    int upTo = 0;
    for (Share share : shares) {
      Resident resident = loaded(model, share.version(), wanted, problems);
      if (resident != null) {
        upTo += share.weight();
        String asked =
            share.version() == champion ? Models.CHAMPION : String.valueOf(share.version());
        legs.add(new ModelRoute.Leg(resident, upTo, asked));
      }
    }
    return legs;
  }

  private @Nullable Resident loaded(
      String model, int number, Set<Integer> wanted, Map<Integer, String> problems) {
    try {
      return load(model, number, wanted);
    } catch (ProblemException e) {
      LOG.error("{}@{} cannot be loaded; what served before goes on", model, number, e);
      problems.put(number, e.problem().what());
    } catch (RuntimeException e) {
      LOG.error("{}@{} cannot be loaded; what served before goes on", model, number, e);
      problems.put(number, "it failed; the log of the server says why");
    }
    return null;
  }

  /// Loads a version before traffic is led to it.
  Resident load(String model, int number, Set<Integer> wanted) {
    return residents.load(registered(model, number), keep(model, wanted));
  }

  private ModelVersion registered(String model, int number) {
    return models
        .version(model, number)
        .orElseThrow(() ->
            unknown(
                "model version %s@%d does not exist".formatted(Names.abbreviate(model), number)));
  }

  /// A promotion ends a split: the new champion gets all.
  private DeploymentSettings settings(String model, int champion) {
    DeploymentStore.Stored stored = known.settings(model).orElse(null);
    if (stored == null) {
      return DeploymentSettings.champion();
    }
    boolean promotedSince =
        stored.champion() != champion
            || models.moves(model, Models.CHAMPION, 1).stream()
                .anyMatch(move -> move.at().isAfter(stored.at()));
    return promotedSince ? stored.settings().withoutSplit() : stored.settings();
  }

  private Residents.Keep keep(String model, Set<Integer> wanted) {
    return new Residents.Keep() {
      @Override
      public boolean isPinned(Resident resident) {
        if (resident.model().equals(model) && wanted.contains(resident.number())) {
          return true;
        }
        ModelRoute route = table.get(resident.model());
        return route != null && route.pinned().contains(resident.number());
      }

      @Override
      public boolean isLeaving(Resident resident) {
        return !wanted.isEmpty()
            && resident.model().equals(model)
            && !wanted.contains(resident.number())
            && isPinned(resident);
      }
    };
  }

  /// Takes a model out of memory until it is loaded again.
  void unload(String model) {
    unloaded.add(model);
    refresh(model);
    residents.drop(model, _ -> true);
  }

  void allow(String model) {
    unloaded.remove(model);
    refresh(model);
  }

  /// Models whose versions this process may have to load.
  void refreshAll() {
    Set<String> all = new HashSet<>(models.models());
    all.addAll(table.keySet());
    for (String model : all) {
      try {
        refresh(model);
      } catch (RuntimeException e) {
        LOG.error("Model {} cannot be loaded; it does not answer", model, e);
      }
    }
  }

  private RuntimeException nothing(String model, @Nullable ModelRoute route) {
    if (route == null || (route.problems().isEmpty() && !route.isUnloaded())) {
      return unknown("model `%s` has no champion".formatted(Names.abbreviate(model)));
    }
    return route.isUnloaded()
        ? Problem.of(
                Problem.Kind.NOT_SERVING,
                "model `%s` was unloaded".formatted(model),
                "load it again")
            .asException()
        : Problem.of(
                Problem.Kind.NOT_SERVING,
                "the champion of model `%s` could not be loaded".formatted(model),
                "the log of the server says why; promote another version")
            .asException();
  }

  /// What is told of a model that does not exist, however it is asked for.
  static RuntimeException unknown(String model, Selector selector) {
    String name = Names.abbreviate(model);
    return unknown(
        switch (selector) {
          case Selector.Traffic() -> "model `%s` has no champion".formatted(name);
          case Selector.Alias(String alias) when alias.equals(Models.CHAMPION) ->
              "model `%s` has no champion".formatted(name);
          case Selector.Alias(String alias) ->
              "model `%s` has no alias `%s`".formatted(name, Names.abbreviate(alias));
          case Selector.Version(int number) ->
              "model version %s@%d does not exist".formatted(name, number);
        });
  }

  private static RuntimeException unknown(String what) {
    return Problem.of(Problem.Kind.NOT_FOUND, what, "list the models with GET /v1/models")
        .asException();
  }
}
