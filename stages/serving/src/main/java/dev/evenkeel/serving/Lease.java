package dev.evenkeel.serving;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// A request's hold on a version, from its routing to its answer: what it holds is not closed under
/// it. Its end counts the request.
public interface Lease extends AutoCloseable {
  /// Parts of the time that a request takes. Waiting and computing are counted by the lease itself.
  enum Phase {
    DECODE,
    FEATURES,
    ENCODE
  }

  /// What became of a request, for the figures.
  enum Outcome {
    ANSWERED,
    /// Answered as before, since it had the key of an earlier one.
    REPEATED,
    /// It was wrong.
    REFUSED,
    /// There was too much, or it came too late.
    REJECTED,
    /// By our fault.
    FAILED
  }

  /// The version.
  Deployed deployed();

  /// The alias that led to it, or its number.
  String asked();

  /// Computes under the limits of its model, and counts it. The work may run on another thread.
  ///
  /// An interrupt of the waiting thread means that nobody wants the answer any more: what has not
  /// begun is given up.
  ///
  /// @param rows how many the work is about
  /// @param deadlineNanos by `System.nanoTime`; `Long.MAX_VALUE` for none
  /// @throws dev.evenkeel.base.ProblemException of kind `BUSY` with `Retry-After` when too much
  ///   waits, `TIMEOUT` when the deadline passed first
  <T> T compute(int rows, long deadlineNanos, Supplier<T> work);

  /// Scores rows as [#compute] does, joined with those of other requests where its engine gains
  /// from that.
  default List<Prediction> score(Frame rows, long deadlineNanos) {
    return compute(rows.rows(), deadlineNanos, () -> deployed().scorer().score(rows));
  }

  /// Asks the model's own tensors as [#compute] does, joined with those of other requests where its
  /// engine gains from that.
  ///
  /// @param rows the first size of the inputs' shapes
  /// @throws java.util.NoSuchElementException when it has no tensors
  default List<Tensor> infer(
      List<Tensor> inputs, Set<String> wanted, int rows, long deadlineNanos) {
    return compute(
        rows,
        deadlineNanos,
        () -> deployed().model().tensors().orElseThrow().infer(inputs, wanted));
  }

  /// Says what was answered, in the order of the rows. A shadow version is asked the same after the
  /// lease has ended, and the last rows warm up the next version.
  ///
  /// @param rows as the signature names them; never written to afterwards
  default void answered(Frame rows, List<Prediction> answers) {}

  /// Says what became of the request where the lease cannot know: it counts by itself what it
  /// computed. A lease that neither computed nor heard of an outcome is not counted as a request.
  default void became(Outcome outcome) {}

  /// Says that the rows broke the contract, so that they were refused.
  default void violated(List<Violation> violations) {}

  /// Counts time of a part that only the endpoint knows.
  default void spent(Phase phase, long nanos) {}

  @Override
  void close();
}
