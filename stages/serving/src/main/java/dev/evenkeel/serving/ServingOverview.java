package dev.evenkeel.serving;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What serves now, and how it fares: for pages and the API.
///
/// @param memoryBytes of all versions in memory
/// @param evictions versions that had to go for others since the start
public record ServingOverview(
    boolean isReady,
    List<String> notReady,
    long memoryBytes,
    long memoryBytesMax,
    long evictions,
    List<Model> models) {
  /// A state as the Open Inference Protocol names it.
  public enum State {
    READY,
    LOADING,
    UNAVAILABLE
  }

  /// One model.
  ///
  /// @param state READY when something answers its traffic
  /// @param reason why not, or why a version that should answer does not; empty when all is well
  /// @param settings what was set; no traffic means all to the champion
  public record Model(
      String name,
      State state,
      String reason,
      DeploymentSettings settings,
      Map<String, Integer> aliases,
      List<Version> versions,
      Optional<Shadow> shadow) {}

  /// One version that is in memory, or should be.
  ///
  /// @param percent of the model's traffic, 0 to 100
  /// @param runsOn in plain words; empty when it is not in memory
  /// @param perSecond requests, over the last minute
  /// @param p50Millis of whole requests over the last minute; 0 without any
  /// @param failures of the last minute, by our fault
  /// @param requests since it was loaded
  /// @param refused since it was loaded, by reason
  /// @param lastSeconds requests in each of the last sixty seconds, oldest first
  public record Version(
      int number,
      State state,
      String reason,
      double percent,
      String runsOn,
      long memoryBytes,
      double perSecond,
      double p50Millis,
      double p99Millis,
      long failures,
      long requests,
      long rows,
      long inFlight,
      long queuedRows,
      Map<String, Long> refused,
      List<Integer> lastSeconds) {}

  /// How far a shadow is from what answered, since the start.
  ///
  /// @param agreed rows with the same label, or the same number
  /// @param meanDifference of the probability of the answered label, or of the number
  /// @param dropped rows that were not compared, since answers went first
  public record Shadow(
      int version,
      long rows,
      long agreed,
      double meanDifference,
      double largestDifference,
      long failed,
      long dropped) {}
}
