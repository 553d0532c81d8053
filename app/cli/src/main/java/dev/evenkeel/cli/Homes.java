package dev.evenkeel.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where state lies when nobody said so.
final class Homes {
  private Homes() {}

  /// The flag, else the environment, else `.evenkeel` beside the project.
  static Path choose(@Nullable Path flag, Path project) {
    if (flag != null) {
      return flag.toAbsolutePath().normalize();
    }
    String variable = System.getenv().getOrDefault("EVENKEEL_HOME", "");
    Path chosen = variable.isEmpty() ? project.resolve(".evenkeel") : Path.of(variable);
    return chosen.toAbsolutePath().normalize();
  }
}
