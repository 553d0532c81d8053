package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that a command writes for a person, who may have one of that name already.
final class NewFile {
  private NewFile() {}

  /// Before the work whose result would have no place.
  static void demandFree(Path file, boolean isForced) {
    if (!isForced && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(file);
    }
  }

  /// Writes it; a file that came meanwhile stays as it is unless it is forced.
  static void write(Path file, String content, boolean isForced) {
    OpenOption[] options =
        isForced
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    try {
      Files.writeString(file, content, options);
    } catch (FileAlreadyExistsException e) {
      throw taken(file);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the file cannot be written",
              file.toString(),
              "a file in a folder that is there, with room on the disk",
              "")
          .asException(e);
    }
  }

  private static RuntimeException taken(Path file) {
    return new Problem(
            Problem.Kind.CONFLICT,
            "the file is there already",
            file.toString(),
            "a name that is free",
            "add --force to write over it")
        .asException();
  }
}
