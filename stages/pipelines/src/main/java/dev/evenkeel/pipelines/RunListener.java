package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.RunRows.Head;
import java.time.Instant;
import org.jooq.DSLContext;

/// Who is told of runs, in the transaction of what they are told.
interface RunListener {
  /// A run is there that is to have ended at a time.
  void begun(String runId, Instant deadline);

  /// A run has ended.
  void ended(DSLContext sql, Head head, State state);
}
