package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is said of rows that break their contract, in the same words at every door.
public final class Violations {
  private Violations() {}

  /// The first, and how many more there are.
  public static String words(List<Violation> violations) {
    Violation first = violations.getFirst();
    return "%s: expected %s, found %s%s"
        .formatted(
            first.pointer(),
            first.expected(),
            first.found(),
            violations.size() > 1 ? ", and %d more".formatted(violations.size() - 1) : "");
  }

  /// To throw, for protocols that tell one thing; it is counted.
  public static RuntimeException refused(Lease lease, List<Violation> violations) {
    lease.violated(violations);
    return Problem.of(Problem.Kind.INPUT, words(violations), "").asException();
  }

  /// A field and the rule that it broke.
  ///
  /// @param field one of the model's; empty for what a client made up, since a label of a metric
  ///   must not be
  record Broken(String field, String rule) {}

  /// How often each was broken.
  static Map<Broken, Integer> counts(List<Violation> violations, List<Property> fields) {
    List<String> names = fields.stream().map(Property::name).toList();
    Map<Broken, Integer> counts = new HashMap<>();
    for (Violation each : violations) {
      String name =
          each.pointer()
              .substring(each.pointer().lastIndexOf('/') + 1)
              .replace("~1", "/")
              .replace("~0", "~");
      Broken broken = new Broken(names.contains(name) ? name : "", each.rule());
      counts.merge(broken, 1, Integer::sum);
    }
    return counts;
  }
}
