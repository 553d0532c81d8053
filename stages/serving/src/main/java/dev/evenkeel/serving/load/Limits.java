package dev.evenkeel.serving.load;

/// What a version may have under way.
///
/// @param concurrency calls at once
/// @param queueRowsMax rows that may wait for one; a request beyond it is refused
/// @param queueNanosMax how long one may wait; a request that would is refused at once
/// @param batchRowsMax rows of one joined call
public record Limits(int concurrency, int queueRowsMax, long queueNanosMax, int batchRowsMax) {
  public Limits {
    if (concurrency < 1 || queueRowsMax < 1 || queueNanosMax < 1 || batchRowsMax < 1) {
      throw new IllegalArgumentException(
          "Cannot make limits: each is at least 1, got %d, %d, %d, %d"
              .formatted(concurrency, queueRowsMax, queueNanosMax, batchRowsMax));
    }
  }
}
