package dev.evenkeel.serving;

import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.ServingOverview.State;
import dev.evenkeel.serving.load.Observer.Refusal;
import dev.evenkeel.serving.load.RecentTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Gathers what is to be seen of serving.
record Overviews(Router router, Residents residents, Shadows shadows, ServingSettings settings) {
  /// @param isSeen whether a model may be named
  ServingOverview of(List<String> notReady, Predicate<String> isSeen) {
    Map<String, ModelRoute> table = router.table();
    Set<String> names = new TreeSet<>(table.keySet());
    residents.all().forEach(resident -> names.add(resident.model()));
    List<ServingOverview.Model> models = new ArrayList<>();
    names.removeIf(isSeen.negate());
    for (String name : names) {
      ModelRoute route = table.get(name);
      models.add(
          model(
              route == null
                  ? new ModelRoute(
                      name,
                      DeploymentSettings.champion(),
                      Map.of(),
                      List.of(),
                      null,
                      Map.of(),
                      false)
                  : route));
    }
    return new ServingOverview(
        notReady.isEmpty(),
        notReady,
        residents.memoryBytes(),
        settings.memoryBytesMax(),
        residents.evictions(),
        models);
  }

  private ServingOverview.Model model(ModelRoute route) {
    Map<Integer, ServingOverview.Version> versions = new TreeMap<>();
    for (Resident resident : residents.all()) {
      if (resident.model().equals(route.model())) {
        versions.put(resident.number(), version(resident, route));
      }
    }
    route
        .problems()
        .forEach(
            (number, why) -> versions.putIfAbsent(number, absent(number, State.UNAVAILABLE, why)));
    for (String key : residents.loading()) {
      int at = key.lastIndexOf('@');
      if (key.substring(0, at).equals(route.model())) {
        int number = Integer.parseInt(key.substring(at + 1));
        versions.putIfAbsent(number, absent(number, State.LOADING, ""));
      }
    }
    return new ServingOverview.Model(
        route.model(),
        route.legs().isEmpty() ? State.UNAVAILABLE : State.READY,
        reason(route),
        route.settings(),
        new TreeMap<>(route.aliases()),
        List.copyOf(versions.values()),
        route.settings().shadow() == 0
            ? Optional.empty()
            : Optional.of(shadows.summary(route.model(), route.settings().shadow())));
  }

  private static String reason(ModelRoute route) {
    if (route.isUnloaded()) {
      return "it was unloaded";
    }
    if (!route.problems().isEmpty()) {
      Map.Entry<Integer, String> first = new TreeMap<>(route.problems()).firstEntry();
      return "version %d: %s".formatted(first.getKey(), first.getValue());
    }
    return route.legs().isEmpty() ? "it has no champion" : "";
  }

  private static ServingOverview.Version version(Resident resident, ModelRoute route) {
    RecentTimes.Summary recent = resident.recent().summary();
    VersionStatistics.Counted counted = resident.deployed().statistics().counted();
    Map<String, Long> refused = new TreeMap<>();
    for (Refusal why : Refusal.values()) {
      refused.put(why.name().toLowerCase(Locale.ROOT), resident.meters().refusals(why));
    }
    boolean isAlive = resident.deployed().model().isAlive();
    return new ServingOverview.Version(
        resident.number(),
        isAlive ? State.READY : State.UNAVAILABLE,
        isAlive ? "" : "what runs it has died",
        route.weight(resident.number()) * 100.0 / DeploymentSettings.WHOLE,
        resident.deployed().model().runsOn(),
        resident.memoryBytes(),
        recent.perSecond(),
        recent.p50Nanos() / 1e6,
        recent.p99Nanos() / 1e6,
        recent.failures(),
        counted.requests(),
        counted.rows(),
        resident.inFlight().sum(),
        resident.gate().queuedRows(),
        refused,
        resident.recent().perSecond());
  }

  private static ServingOverview.Version absent(int number, State state, String why) {
    return new ServingOverview.Version(
        number, state, why, 0, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), List.of());
  }

  /// @param required none means all that have traffic
  /// @param isSeen whether a model may be named
  static List<String> notReady(
      Map<String, ModelRoute> table,
      List<String> required,
      boolean isStopping,
      Predicate<String> isSeen) {
    List<String> reasons = new ArrayList<>();
    if (isStopping) {
      reasons.add("the process stops");
    }
    if (required.isEmpty()) {
      table.values().stream()
          .filter(route -> !route.isUnloaded() && isSeen.test(route.model()))
          .filter(route ->
              route.aliases().containsKey(Models.CHAMPION) || !route.settings().traffic().isEmpty())
          .sorted(Comparator.comparing(ModelRoute::model))
          .forEach(route -> judge(route, reasons));
      return reasons;
    }
    for (String model : required.stream().filter(isSeen).toList()) {
      ModelRoute route = table.get(model);
      if (route == null) {
        reasons.add("model %s is not deployed".formatted(model));
      } else {
        judge(route, reasons);
      }
    }
    return reasons;
  }

  private static void judge(ModelRoute route, List<String> reasons) {
    if (route.legs().isEmpty()) {
      reasons.add("model %s: %s".formatted(route.model(), reason(route)));
      return;
    }
    for (ModelRoute.Leg leg : route.legs()) {
      if (!leg.resident().deployed().model().isAlive()) {
        reasons.add(
            "model %s: what runs version %d has died"
                .formatted(route.model(), leg.resident().number()));
      }
    }
  }
}
