package dev.evenkeel.runners;

import java.time.Duration;

/// What an attempt may take.
///
/// @param cpus cores; a process runner yields by it, a cluster holds it
/// @param memoryBytes of all its processes together
/// @param time from start to end
/// @param logBytes of what it prints that are kept, half of them from the beginning and half from
///   the end
/// @param outputBytes of all that it writes in its folder
/// @param processes at once
public record StepLimits(
    double cpus, long memoryBytes, Duration time, long logBytes, long outputBytes, int processes) {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final Duration TIME_MAX = Duration.ofDays(30);

  /// One core, 2 GiB, an hour, 8 MiB of log, 10 GiB of output, 256 processes.
  public static final StepLimits USUAL =
      new StepLimits(1, 2 * GIB, Duration.ofHours(1), 8 * MIB, 10 * GIB, 256);

  public StepLimits {
    if (!(cpus > 0 && cpus <= 1024)) {
      throw refused("more than 0 and at most 1024 cores", cpus);
    }
    if (memoryBytes < MIB) {
      throw refused("at least 1 MiB of memory", memoryBytes);
    }
    if (time.isNegative() || time.isZero() || time.compareTo(TIME_MAX) > 0) {
      throw refused("a time of at most 30 days", time);
    }
    if (logBytes < 1024 || logBytes > GIB) {
      throw refused("1 KiB to 1 GiB of log", logBytes);
    }
    if (outputBytes < 1024) {
      throw refused("at least 1 KiB of output", outputBytes);
    }
    if (processes < 1) {
      throw refused("at least 1 process", processes);
    }
  }

  private static IllegalArgumentException refused(String expected, Object got) {
    return new IllegalArgumentException(
        "Cannot limit a step: it needs %s, got %s".formatted(expected, got));
  }

  /// The same with other cores.
  public StepLimits withCpus(double cores) {
    return new StepLimits(cores, memoryBytes, time, logBytes, outputBytes, processes);
  }

  /// The same with another memory.
  public StepLimits withMemory(long bytes) {
    return new StepLimits(cpus, bytes, time, logBytes, outputBytes, processes);
  }

  /// The same with another time.
  public StepLimits withTime(Duration longest) {
    return new StepLimits(cpus, memoryBytes, longest, logBytes, outputBytes, processes);
  }

  /// The same with another size of the log.
  public StepLimits withLog(long bytes) {
    return new StepLimits(cpus, memoryBytes, time, bytes, outputBytes, processes);
  }

  /// The same with another size of what is written.
  public StepLimits withOutput(long bytes) {
    return new StepLimits(cpus, memoryBytes, time, logBytes, bytes, processes);
  }

  /// The same with another number of processes.
  public StepLimits withProcesses(int most) {
    return new StepLimits(cpus, memoryBytes, time, logBytes, outputBytes, most);
  }
}
