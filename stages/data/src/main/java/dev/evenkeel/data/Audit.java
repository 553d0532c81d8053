package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/// Looks at what lies on a branch before anybody can read it.
final class Audit {
  private Audit() {}

  /// Demands that the branch holds as many rows as the version claims, and that each new file is as
  /// long as what was written.
  ///
  /// @param table as it was loaded since the branch was committed
  /// @throws dev.evenkeel.base.ProblemException when it does not; then nothing is published
  static void demandWhole(LocalFileIO files, Table table, Draft draft, String branch, long rows) {
    Snapshot written = table.snapshot(branch);
    if (written == null) {
      throw new IllegalStateException(
          "Cannot publish %s: its branch was taken away".formatted(draft.dataset()));
    }
    Map<String, String> summary = written.summary();
    String counted = summary.getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0");
    if (!counted.equals(String.valueOf(rows))) {
      throw broken(
          "the table of dataset `%s` holds %s rows, its versions %d"
              .formatted(draft.dataset(), counted, rows));
    }
    for (Draft.Added file : draft.added()) {
      if (!files.bytes(file.path()).equals(OptionalLong.of(file.size()))) {
        throw broken("a data file of `%s` is cut short".formatted(draft.dataset()));
      }
    }
  }

  private static RuntimeException broken(String what) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            what,
            "look for a foreign writer in the warehouse; what was published before is intact")
        .asException();
  }
}
