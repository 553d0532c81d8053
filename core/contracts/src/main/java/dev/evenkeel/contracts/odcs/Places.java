package dev.evenkeel.contracts.odcs;

import dev.evenkeel.base.Yaml;
import java.util.Optional;

/// Where the parts of a document stand in its text.
public final class Places {
  private final Yaml.Value root;

  Places(Yaml.Value root) {
    this.root = root;
  }

  /// The place of a value, or of the nearest one above it that is written.
  ///
  /// @param pointer RFC 6901
  public Yaml.Place of(String pointer) {
    Yaml.Value value = root;
    for (String step : pointer.split("/", -1)) {
      Optional<Yaml.Value> next = step.isEmpty() ? Optional.of(value) : inside(value, step);
      if (next.isEmpty()) {
        break;
      }
      value = next.get();
    }
    return value.place();
  }

  private static Optional<Yaml.Value> inside(Yaml.Value value, String step) {
    return switch (value) {
      case Yaml.Mapping mapping -> mapping.get(step.replace("~1", "/").replace("~0", "~"));
      case Yaml.Sequence items ->
          step.matches("\\d{1,6}") && Integer.parseInt(step) < items.items().size()
              ? Optional.of(items.items().get(Integer.parseInt(step)))
              : Optional.empty();
      case Yaml.Scalar scalar -> Optional.empty();
    };
  }

  /// Something to say of the value at a pointer.
  public Finding finding(Finding.Level level, String pointer, String what, String remedy) {
    Yaml.Place place = of(pointer);
    return new Finding(level, pointer, place.line(), place.column(), what, remedy);
  }
}
