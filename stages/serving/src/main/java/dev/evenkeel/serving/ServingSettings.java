package dev.evenkeel.serving;

import dev.evenkeel.serving.load.Limits;
import java.time.Duration;
import java.util.List;

/// What an operator may set about serving.
///
/// @param concurrency calls at once of a version; 0 is what its engine says
/// @param queueRowsMax rows of a version that may wait
/// @param queueTimeMax how long a request may wait for its turn
/// @param batchRowsMax rows of a joined call
/// @param timeout of a request that says nothing
/// @param memoryBytesMax of all versions in memory
/// @param modelBytesMax of one upload
/// @param required models without which the process is not ready; none means all that have traffic
/// @param tritonMetrics whether `/metrics` also has the names of Triton
public record ServingSettings(
    int concurrency,
    int queueRowsMax,
    Duration queueTimeMax,
    int batchRowsMax,
    Duration timeout,
    long memoryBytesMax,
    long modelBytesMax,
    List<String> required,
    boolean tritonMetrics) {
  public ServingSettings {
    required = List.copyOf(required);
  }

  /// What holds when nobody has set anything: all versions together may take as much as the heap.
  public static ServingSettings defaults() {
    return new ServingSettings(
        0,
        10_000,
        Duration.ofSeconds(2),
        512,
        Duration.ofSeconds(60),
        Runtime.getRuntime().maxMemory(),
        1L << 30,
        List.of(),
        false);
  }

  Limits limits(int ofEngine) {
    return new Limits(
        concurrency > 0 ? concurrency : Math.max(1, ofEngine),
        queueRowsMax,
        queueTimeMax.toNanos(),
        batchRowsMax);
  }
}
