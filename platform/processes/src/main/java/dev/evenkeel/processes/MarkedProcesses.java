package dev.evenkeel.processes;

import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Processes that carry a mark in their environment, which all that they start inherits. So what an
/// earlier process of ours started is found when nobody remembers its number.
public final class MarkedProcesses {
  /// The variable that holds the mark.
  public static final String VARIABLE = ProcessTable.MARK;

  private static final int ROUNDS_MAX = 500;
  private static final long ROUND_NANOS = 2_000_000;

  private MarkedProcesses() {}

  /// The numbers of those that live; none where the system does not tell.
  public static List<Long> living(String mark) {
    if (mark.isEmpty()) {
      throw new IllegalArgumentException("Cannot look for processes: their mark is empty");
    }
    if (!ProcessTable.isReadable()) {
      return List.of();
    }
    return new ProcessTable()
        .read(Set.of()).stream()
            .filter(row -> row.mark().equals(mark))
            .map(ProcessTable.Row::pid)
            .toList();
  }

  /// Ends them, until none is left.
  public static void end(String mark) {
    List<Long> left = living(mark);
    for (int round = 0; round < ROUNDS_MAX && !left.isEmpty(); round++) {
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(ROUND_NANOS);
      left = living(mark);
    }
  }
}
