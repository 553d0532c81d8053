package dev.evenkeel.pipelines.definition;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What an action takes and answers.
///
/// @param inputs by name; a step may leave one out that is not demanded
/// @param outputs by name
/// @param isOpen the action also takes what earlier steps answered under names of its own, and
///   answers more than it says: nothing it is given or asked for is refused
public record Signature(Map<String, Port> inputs, Map<String, PortType> outputs, boolean isOpen) {
  /// An action that says nothing of its values.
  public static final Signature OPEN = new Signature(Map.of(), Map.of(), true);

  public Signature {
    inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableMap(new TreeMap<>(outputs));
  }

  /// An input.
  ///
  /// @param demanded a step without it cannot run
  public record Port(PortType type, boolean demanded) {}
}
