package dev.evenkeel.scoring;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/// A file that is there under its name when it is whole, and never before.
final class OutputFile implements AutoCloseable {
  private final Path target;
  private final boolean overwrite;
  private final Path temporary;

  private OutputFile(Path target, boolean overwrite, Path temporary) {
    this.target = target;
    this.overwrite = overwrite;
    this.temporary = temporary;
  }

  /// Refuses a name that cannot be written, before any work is done.
  static OutputFile create(Path target, boolean overwrite) {
    Path whole = target.toAbsolutePath().normalize();
    Path folder = Optional.ofNullable(whole.getParent()).orElse(whole);
    if (!Files.isDirectory(folder)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "the output's folder is not there",
              folder.toString(),
              "",
              "make it")
          .asException();
    }
    if (Files.isDirectory(whole)) {
      throw new Problem(
              Problem.Kind.CONFLICT, "the output is a folder", target.toString(), "a file", "")
          .asException();
    }
    demandFree(target, overwrite);
    String name = Optional.ofNullable(whole.getFileName()).orElse(whole).toString();
    Path temporary = folder.resolve(".%s.%s.part".formatted(name, UUID.randomUUID()));
    try {
      Files.createFile(temporary);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
    // For a person who presses ctrl-c.
    temporary.toFile().deleteOnExit();
    return new OutputFile(whole, overwrite, temporary);
  }

  private static void demandFree(Path target, boolean overwrite) {
    if (!overwrite && Files.exists(target)) {
      throw new Problem(
              Problem.Kind.CONFLICT,
              "the output exists already",
              target.toString(),
              "a new name",
              "choose another one, or replace it: --overwrite")
          .asException();
    }
  }

  /// Where to write until it is whole.
  Path temporary() {
    return temporary;
  }

  Path target() {
    return target;
  }

  /// Gives it its name. Bytes first, so that a machine that loses power leaves no empty file.
  void publish() {
    demandFree(target, overwrite);
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /// Leaves nothing but what was published.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw unwritable(temporary, e);
    }
  }

  static RuntimeException unwritable(Path file, IOException cause) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "the output cannot be written",
            file.toString(),
            "a folder that this user can write, with free space",
            "check its rights and the free space")
        .asException(cause);
  }
}
