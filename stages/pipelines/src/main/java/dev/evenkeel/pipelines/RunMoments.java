package dev.evenkeel.pipelines;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of a run is told as lineage: when it and each of its steps began and how they ended. A step
/// that was tried several times began once and ended once; one that was skipped, or taken over from
/// another run, did nothing and is not told.
final class RunMoments {
  /// What becomes of a run, as OpenLineage calls it.
  enum Change {
    START,
    RUNNING,
    COMPLETE,
    FAIL,
    ABORT
  }

  /// @param step empty for the run itself
  /// @param message why it failed; empty otherwise
  record Moment(Change change, String step, Instant at, String message) {}

  /// A step that stands elsewhere.
  record Moved(String step, State state, Instant at, String detail) {}

  private final Set<String> begun = new HashSet<>();

  /// The first moment of a run, if it has begun.
  static Optional<Moment> first(PipelineRun run) {
    return run.state() == State.PENDING
        ? Optional.empty()
        : Optional.of(new Moment(Change.START, "", run.started(), ""));
  }

  /// The last moment of a run, if it has ended.
  static Optional<Moment> last(PipelineRun run) {
    return run.ended()
        .flatMap(at -> ending(run.state()).map(type -> moment(type, "", at, run.message())));
  }

  /// How OpenLineage calls an end; empty for what is none, or no end of work.
  static Optional<Change> ending(State state) {
    return switch (state) {
      case SUCCEEDED -> Optional.of(Change.COMPLETE);
      case FAILED -> Optional.of(Change.FAIL);
      case CANCELLED -> Optional.of(Change.ABORT);
      case PENDING, READY, RUNNING, WAITING, CANCELLING, SKIPPED -> Optional.empty();
    };
  }

  /// What is told of a change, by those that this has seen before.
  List<Moment> of(Moved moved) {
    boolean isFirst = moved.state() == State.RUNNING && begun.add(moved.step());
    return of(moved, isFirst, begun.contains(moved.step()));
  }

  /// What is told of a change.
  ///
  /// @param isFirst whether the step begins for the first time
  /// @param hasBegun whether it began before, or does now
  static List<Moment> of(Moved moved, boolean isFirst, boolean hasBegun) {
    if (moved.state() == State.RUNNING) {
      return List.of(moment(isFirst ? Change.START : Change.RUNNING, moved.step(), moved.at(), ""));
    }
    Optional<Change> ending = ending(moved.state());
    // What never worked cannot be stopped; but a step that nobody approved did fail.
    if (ending.isEmpty() || (!hasBegun && ending.get() == Change.ABORT)) {
      return List.of();
    }
    List<Moment> moments = new ArrayList<>();
    if (!hasBegun) {
      moments.add(moment(Change.START, moved.step(), moved.at(), ""));
    }
    moments.add(moment(ending.get(), moved.step(), moved.at(), moved.detail()));
    return moments;
  }

  private static Moment moment(Change type, String step, Instant at, String message) {
    return new Moment(type, step, at, type == Change.FAIL ? message : "");
  }
}
