package dev.evenkeel.data;

import dev.evenkeel.contracts.Frame;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/// Where a batch comes from.
public sealed interface Source {
  /// A CSV (also gzipped) or Parquet file, whole.
  record File(Path path) implements Source {}

  /// A stretch of a history.
  ///
  /// @param from inclusive
  /// @param to exclusive
  /// @param without columns that are not known yet and read as missing
  record Slice(History history, Instant from, Instant to, Set<String> without) implements Source {
    public Slice {
      without = Set.copyOf(without);
    }
  }

  /// Rows in memory.
  record Rows(Frame frame) implements Source {}
}
