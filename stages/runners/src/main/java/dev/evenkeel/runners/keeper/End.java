package dev.evenkeel.runners.keeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// How a program ended, as its keeper left it in a file.
///
/// @param exit its exit status, 128 and more after a signal; -1 when it never ran
/// @param memoryBytes the most that was seen
public record End(Cause cause, int exit, long memoryBytes, long millis, String message) {
  static final String FILE = "end";

  /// Who ended it.
  public enum Cause {
    /// It itself, or a signal that was not ours.
    EXIT,
    /// We, since its time was over.
    TIME,
    /// We, since it took too much memory.
    MEMORY,
    /// We, since it ran too many processes.
    PROCESSES,
    /// We, since it wrote too much.
    SPACE,
    /// We, since somebody asked us to.
    STOPPED,
    /// Nobody: it could not be started.
    NEVER
  }

  /// What was left in a keeper's folder.
  public static Optional<End> read(Path folder) throws IOException {
    try {
      String[] parts = Files.readString(folder.resolve(FILE)).split("\n", 5);
      return Optional.of(
          new End(
              Cause.valueOf(parts[0]),
              Integer.parseInt(parts[1]),
              Long.parseLong(parts[2]),
              Long.parseLong(parts[3]),
              parts[4]));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Leaves it there, whole or not at all.
  public void write(Path folder) throws IOException {
    Path aside = folder.resolve(FILE + ".new");
    Files.writeString(
        aside, "%s\n%d\n%d\n%d\n%s".formatted(cause, exit, memoryBytes, millis, message));
    Files.move(aside, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }
}
