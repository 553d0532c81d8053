package dev.evenkeel.tables;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder for what does not fit into memory, as long as some work takes. What cannot be deleted
/// then takes space only.
public record Scratch(Path folder) implements AutoCloseable {
  /// Makes an empty one among the machine's temporary files.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it cannot be made
  public static Scratch create() {
    try {
      Path folder = Files.createTempDirectory("evenkeel");
      // For a person who presses ctrl-c; mostly nothing is in it.
      folder.toFile().deleteOnExit();
      return new Scratch(folder);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Makes an empty one in a folder that is emptied at the next start.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it cannot be made
  public static Scratch in(Path parent) {
    try {
      return new Scratch(Files.createTempDirectory(parent, "scratch"));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Deletes what a dead process left in a folder.
  public static void empty(Path parent) throws IOException {
    for (Path left : deepestFirst(parent)) {
      if (!left.equals(parent)) {
        Files.delete(left);
      }
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : deepestFirst(folder)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The work is done all the same.
    }
  }

  private static List<Path> deepestFirst(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static RuntimeException failed(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "a temporary folder cannot be made",
            "check the rights of the folder for temporary files, and the free space")
        .asException(e);
  }
}
