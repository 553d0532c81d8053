package dev.evenkeel.runtimes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How models run that only Python can load.
///
/// @param on whether they may run at all: a pickle runs the code of whoever made it
/// @param workers processes for each model
/// @param memoryBytes of a worker with all that it starts
/// @param timeout of one batch
/// @param interpreter used as it is for models whose packages it has
/// @param index address of a package index; empty for pip's own
public record PythonSettings(
    boolean on,
    int workers,
    long memoryBytes,
    Duration timeout,
    Optional<Path> interpreter,
    String index) {
  /// More processes than any machine has cores for.
  public static final int WORKERS_MAX = 256;

  /// The least that a Python with numpy needs.
  public static final long MEMORY_MIN = 256L << 20;

  private static final long MEMORY = 2L << 30;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  public PythonSettings {
    if (workers < 1 || workers > WORKERS_MAX) {
      throw new IllegalArgumentException(
          "Cannot run models of Python: 1 to %d workers, got %d".formatted(WORKERS_MAX, workers));
    }
    if (memoryBytes < MEMORY_MIN || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "Cannot run models of Python: at least 256 MiB and some time, got %d and %s"
              .formatted(memoryBytes, timeout));
    }
  }

  /// One worker for each core, at most four; 2 GiB; 10 seconds.
  public static PythonSettings defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new PythonSettings(true, Math.min(4, cores), MEMORY, TIMEOUT, Optional.empty(), "");
  }

  /// The same, switched on or off.
  public PythonSettings switchedTo(boolean other) {
    return new PythonSettings(other, workers, memoryBytes, timeout, interpreter, index);
  }

  /// None of it runs.
  public static PythonSettings off() {
    return new PythonSettings(false, 1, MEMORY, TIMEOUT, Optional.empty(), "");
  }
}
