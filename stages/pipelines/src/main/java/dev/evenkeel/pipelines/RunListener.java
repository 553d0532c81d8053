package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.RunRows.Head;
import java.time.Instant;
import org.jooq.DSLContext;

/// Who is told of runs, in the transaction of what they are told.
interface RunListener {
  /// A run is there that is to have ended at a time.
  default void begun(String runId, Instant deadline) {}

  /// A run has its place and begins.
  default void started(DSLContext sql, Head head) {}

  /// A step, or one run of a step with `each`, stands elsewhere than before.
  ///
  /// @param moved as it is written down among the events of the run
  default void stepped(DSLContext sql, Head head, RunMoments.Moved moved) {}

  /// A run has ended.
  ///
  /// @param head as it was before
  default void ended(DSLContext sql, Head head, State state) {}
}
