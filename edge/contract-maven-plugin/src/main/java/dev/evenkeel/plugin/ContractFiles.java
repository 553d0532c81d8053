package dev.evenkeel.plugin;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Contracts that lie in a folder as `*.odcs.yaml`.
final class ContractFiles {
  private static final int FILES_MAX = 1000;
  private static final int BYTES_MAX = 4 << 20;

  private ContractFiles() {}

  /// All of a folder, by the paths below it; none when there is no such folder.
  static Map<Path, Document> in(Path folder) {
    Map<Path, Document> documents = new LinkedHashMap<>();
    for (Path file : files(folder)) {
      documents.put(folder.relativize(file), read(file));
    }
    return documents;
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          new ArrayList<>(
              walk.filter(path -> path.toString().endsWith(".odcs.yaml"))
                  .filter(Files::isRegularFile)
                  .limit(FILES_MAX + 1L)
                  .toList());
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    if (files.size() > FILES_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "there are more than %d contracts".formatted(FILES_MAX),
              folder.toString(),
              "",
              "give the plugin a folder of their own for them")
          .asException();
    }
    files.sort(null);
    return files;
  }

  /// One that must be right; keys that the standard does not have are allowed.
  static Document read(Path file) {
    return DocumentReader.read(
        text(file), file.getFileName().toString(), DocumentReader.Mode.TOLERANT);
  }

  static String text(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new Problem(
                Problem.Kind.TOO_LARGE,
                "a contract of %d bytes".formatted(Files.size(file)),
                file.getFileName().toString(),
                "at most %d".formatted(BYTES_MAX),
                "")
            .asException();
      }
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new Problem(
              Problem.Kind.MALFORMED, "it is not UTF-8", file.getFileName().toString(), "", "")
          .asException(e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static RuntimeException unreadable(Path path, IOException cause) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "it cannot be read",
            path.toString(),
            "",
            "look at its rights")
        .asException(cause);
  }
}
