package dev.evenkeel.steps;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a pipeline says under `with` of a step.
final class Settings {
  private Settings() {}

  /// Refuses what is unknown, and demands what must be there.
  static void check(
      String action, Map<String, String> with, Set<String> demanded, Set<String> others) {
    Set<String> known = new TreeSet<>(demanded);
    known.addAll(others);
    for (String name : with.keySet()) {
      if (!known.contains(name)) {
        String near = Names.nearest(name, known);
        throw wrong(
            "setting `%s` of a `%s` step is unknown".formatted(Names.abbreviate(name), action),
            "one of " + String.join(", ", known),
            near.isEmpty() ? "" : "write `%s`".formatted(near));
      }
    }
    for (String name : demanded) {
      if (with.getOrDefault(name, "").isBlank()) {
        throw wrong(
            "a `%s` step needs its setting `%s`".formatted(action, name),
            "`with: {%s: …}`".formatted(name),
            "");
      }
    }
  }

  static ProblemException wrong(String what, String expected, String remedy) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "", expected, remedy).asException();
  }
}
