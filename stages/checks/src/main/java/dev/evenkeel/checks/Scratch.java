package dev.evenkeel.checks;

import dev.evenkeel.base.Problem;
import dev.evenkeel.tables.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/// An engine with a folder for what does not fit into memory, both gone afterwards.
final class Scratch {
  private Scratch() {}

  static <T> T with(Function<DuckDb, T> work) {
    Path folder;
    try {
      folder = Files.createTempDirectory("evenkeel-infer");
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "no folder for what does not fit into memory can be made",
              "free some space in the folder for temporary files")
          .asException(e);
    }
    try (DuckDb duck = new DuckDb(folder)) {
      return work.apply(duck);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The machine empties its folder for temporary files by itself.
    }
  }
}
