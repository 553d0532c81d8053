package dev.evenkeel.server;

import java.time.Duration;

/// What a client may take of the process by being slow.
///
/// @param most connections that are open at once; more wait until one ends
/// @param patience how long the process waits for a client within a request or an answer, besides
///   the time that its bytes may take
/// @param idle how long a connection stays open on which nothing comes
/// @param bytesPerSecond that a client has to send or take, on average
/// @param chunkBytesMax of one chunk of a body, which is read whole
/// @param bodyBytesMax that the bodies of all requests under way may take in memory
public record ConnectionSettings(
    int most,
    Duration patience,
    Duration idle,
    long bytesPerSecond,
    int chunkBytesMax,
    long bodyBytesMax) {
  /// What holds when nobody has set anything.
  public static final ConnectionSettings DEFAULT =
      new ConnectionSettings(
          4_096,
          Duration.ofSeconds(20),
          Duration.ofMinutes(5),
          32 << 10,
          8 << 20,
          Runtime.getRuntime().maxMemory() / 4);

  /// For how long a client may be waited for in all.
  long nanosFor(long bytes) {
    return patience.toNanos() + (long) (bytes * 1e9 / bytesPerSecond);
  }
}
