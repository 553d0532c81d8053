package dev.evenkeel.scoring;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder for what does not fit into memory, as long as a run takes.
public record Scratch(Path folder) implements AutoCloseable {
  /// Makes an empty one.
  public static Scratch create() {
    try {
      Path folder = Files.createTempDirectory("evenkeel-score");
      // For a person who presses ctrl-c; mostly nothing is in it.
      folder.toFile().deleteOnExit();
      return new Scratch(folder);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static RuntimeException failed(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the temporary folder cannot be used",
            "check its rights and the free space")
        .asException(e);
  }
}
