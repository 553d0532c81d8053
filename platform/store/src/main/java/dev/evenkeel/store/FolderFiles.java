package dev.evenkeel.store;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;

/// Files of a shared folder: written aside, forced to the disk, then renamed, so that no node ever
/// sees a part of one.
final class FolderFiles implements RemoteFiles {
  private final Path root;
  private final Path incoming;

  FolderFiles(Path root) {
    this.root = root.normalize();
    this.incoming = this.root.resolve("incoming");
  }

  private Path path(String name) {
    Path path = root.resolve(name).normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new IllegalArgumentException("Cannot keep a file: it leads out, got " + name);
    }
    return path;
  }

  @Override
  public void put(String name, Path file) {
    Path target = path(name);
    Path written = incoming.resolve(UUID.randomUUID().toString());
    try {
      Files.createDirectories(incoming);
      Files.createDirectories(target.getParent());
      Files.copy(file, written);
      try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      discard(written);
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that led here is the one to tell.
    }
  }

  @Override
  public boolean fetch(String name, Path file) {
    try {
      Files.copy(path(name), file);
      return true;
    } catch (NoSuchFileException e) {
      // Else the place that is to hold the copy is not there.
      if (Files.exists(path(name))) {
        throw unusable(e);
      }
      return false;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public OptionalLong bytes(String name) {
    try {
      return OptionalLong.of(Files.size(path(name)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public void delete(String name) {
    try {
      Files.deleteIfExists(path(name));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public void each(String folder, Consumer<Kept> told) {
    Path start = path(folder);
    if (!Files.isDirectory(start)) {
      return;
    }
    try {
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = root.relativize(file).toString().replace('\\', '/');
              told.accept(new Kept(name, attributes.lastModifiedTime().toInstant()));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              // Another node may have deleted it meanwhile.
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private static RuntimeException unusable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the shared folder cannot be read or written",
            "check that it is mounted, its space and its rights")
        .asException(e);
  }
}
