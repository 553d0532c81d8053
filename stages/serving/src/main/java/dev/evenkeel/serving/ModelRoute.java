package dev.evenkeel.serving;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where the requests of a model go. It never changes; a swap replaces it as a whole.
///
/// @param legs in the order of their versions; none when nothing can answer
/// @param problems why versions could not be loaded, by their numbers
/// @param isUnloaded whether somebody has taken the model out of memory
record ModelRoute(
    String model,
    DeploymentSettings settings,
    Map<String, Integer> aliases,
    List<Leg> legs,
    @Nullable Resident shadow,
    Map<Integer, String> problems,
    boolean isUnloaded) {
  ModelRoute {
    aliases = Map.copyOf(aliases);
    legs = List.copyOf(legs);
    problems = Map.copyOf(problems);
  }

  /// @param upTo exclusive bound of its keys, in ten thousandths
  /// @param asked what its answers name: the alias, or its number
  record Leg(Resident resident, int upTo, String asked) {}

  Leg pick(String key) {
    Leg last = legs.getLast();
    if (legs.size() == 1) {
      return last;
    }
    // Where a version could not be loaded the bounds end below the whole.
    int bucket = (int) ((long) Sticky.bucket(model, key) * last.upTo() / DeploymentSettings.WHOLE);
    for (Leg leg : legs) {
      if (bucket < leg.upTo()) {
        return leg;
      }
    }
    return last;
  }

  /// Versions that stay in memory as long as the route does.
  Set<Integer> pinned() {
    Set<Integer> pinned = new TreeSet<>(aliases.values());
    legs.forEach(leg -> pinned.add(leg.resident().number()));
    if (shadow != null) {
      pinned.add(shadow.number());
    }
    return pinned;
  }

  int weight(int version) {
    int from = 0;
    for (Leg leg : legs) {
      if (leg.resident().number() == version) {
        return leg.upTo() - from;
      }
      from = leg.upTo();
    }
    return 0;
  }
}
