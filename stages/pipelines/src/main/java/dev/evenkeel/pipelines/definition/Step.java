package dev.evenkeel.pipelines.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One step of a pipeline.
///
/// @param uses names the action that does the work
/// @param after steps that must have succeeded before, beside those whose answers it takes
/// @param in where its inputs come from, by their names
/// @param out the types of what it answers, where its action does not say
/// @param with settings of the action, as texts; a nested one as JSON
/// @param when it runs only if this holds
/// @param each it runs once for each of several values
/// @param optional its failure does not fail the run
/// @param approval who must agree before it runs
/// @param execution how its attempts are carried out
public record Step(
    String name,
    String uses,
    List<String> after,
    Map<String, Reference> in,
    Map<String, PortType> out,
    Map<String, String> with,
    Optional<Condition> when,
    Optional<Each> each,
    boolean optional,
    Optional<Approval> approval,
    Execution execution) {
  public Step {
    after = List.copyOf(after);
    in = sorted(in);
    out = sorted(out);
    with = sorted(with);
  }

  /// A step that only waits for others and has settings.
  public Step(String name, String uses, List<String> after, Map<String, String> with) {
    this(
        name,
        uses,
        after,
        Map.of(),
        Map.of(),
        with,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Execution.PLAIN);
  }

  /// One run for each value.
  ///
  /// @param values written down; empty where `from` gives them
  /// @param from a list of the run
  /// @param parallel how many at once
  public record Each(List<String> values, Optional<Reference> from, int parallel) {
    /// As many at once as there are values.
    public static final int ALL = Integer.MAX_VALUE;

    public Each {
      values = List.copyOf(values);
    }
  }

  /// Somebody must agree before the step runs.
  ///
  /// @param role that may agree, in the run's project
  /// @param within how long they have; the step fails then
  public record Approval(String role, Optional<Duration> within) {}

  /// Every step that this one waits for.
  public Set<String> waitsFor() {
    Set<String> names = new TreeSet<>(after);
    in.values().forEach(reference -> reference.step().ifPresent(names::add));
    when.ifPresent(condition ->
        condition.references().forEach(reference -> reference.step().ifPresent(names::add)));
    each.flatMap(Each::from).flatMap(Reference::step).ifPresent(names::add);
    return names;
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
