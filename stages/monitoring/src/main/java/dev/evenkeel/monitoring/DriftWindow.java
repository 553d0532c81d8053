package dev.evenkeel.monitoring;

import dev.evenkeel.profiles.ColumnDrift;
import java.time.Instant;
import java.util.List;

/// A month's inputs and answers against the reference profile of the version that served.
///
/// @param judged whether there were enough rows
/// @param columns none when it was not judged
public record DriftWindow(
    String model,
    int version,
    Instant from,
    Instant to,
    long rows,
    boolean judged,
    List<ColumnDrift> columns) {
  public DriftWindow {
    columns = List.copyOf(columns);
  }
}
