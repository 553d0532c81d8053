package dev.evenkeel.models;

import dev.evenkeel.contracts.Frame;
import java.util.Optional;

/// A model in memory, ready to answer. Safe for many threads at once.
public interface LoadedModel extends AutoCloseable {
  /// What computes its answers.
  Engine engine();

  /// What the file says of itself: inputs, labels where it has some, and features that hand the
  /// inputs through. It serves a file without a project.
  ModelDescription described();

  /// Its own tensors, when it has others than rows of numbers.
  default Optional<TensorModel> tensors() {
    return Optional.empty();
  }

  /// About what it takes, in bytes, outside of the heap included.
  long memoryBytes();

  /// Whether it can answer now; false when what runs it has died.
  default boolean isAlive() {
    return true;
  }

  /// How it runs, in plain words for people: `native trees`, `ONNX Runtime`, `Python worker`.
  String runsOn();

  /// What a call does to the thread that makes it.
  enum Work {
    /// Microseconds of our own code for a row: done at once, where the request is.
    QUICK,
    /// Long or native computing: done by a thread of the system, as many at once as there are
    /// cores.
    HEAVY,
    /// Waiting for another process: done where the request is, so many at once as [#concurrency].
    WAITING
  }

  /// What a call does to the thread that makes it; by it serving chooses the thread.
  default Work work() {
    return engine() instanceof Predictor ? Work.QUICK : Work.HEAVY;
  }

  /// So many calls at once make it faster; more would only wait inside of it.
  default int concurrency() {
    return Runtime.getRuntime().availableProcessors();
  }

  /// Whether one call of many rows takes much less than many calls. Serving then joins what queued
  /// up while it was busy.
  default boolean gainsFromBatches() {
    return false;
  }

  /// Rows that it can be asked with, for the first call, which is often slow; from the file.
  default Optional<Frame> example() {
    return Optional.empty();
  }

  /// Frees what it holds; nobody asks it afterwards.
  @Override
  default void close() {}
}
