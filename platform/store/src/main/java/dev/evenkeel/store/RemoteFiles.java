package dev.evenkeel.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Files in a place beside the home, each under a name that is written once: `a/b/c.parquet`. A
/// file is there when all of it has arrived, and then for every node.
public interface RemoteFiles extends AutoCloseable {
  /// Keeps a file.
  void put(String name, Path file);

  /// Writes what is kept under a name into a file that is not there yet.
  ///
  /// @return whether it is kept
  boolean fetch(String name, Path file);

  /// How long a file is; empty when it is not kept.
  OptionalLong bytes(String name);

  /// Makes sure that a file is not kept.
  void delete(String name);

  /// Tells all names that begin with a folder.
  ///
  /// @param folder ends with `/`
  void each(String folder, Consumer<Kept> told);

  /// One of them.
  record Kept(String name, Instant changed) {}

  @Override
  void close();
}
