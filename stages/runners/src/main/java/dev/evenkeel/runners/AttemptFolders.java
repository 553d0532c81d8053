package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folders of all attempts: `ATTEMPT/EPOCH/`.
final class AttemptFolders {
  private final Path root;

  /// @param shared whether programs are another user's, who must come through
  AttemptFolders(Path root, boolean shared) throws IOException {
    Files.createDirectories(root);
    this.root = root.toRealPath();
    Files.setPosixFilePermissions(
        this.root, PosixFilePermissions.fromString(shared ? "rwx--x--x" : "rwx------"));
  }

  Path root() {
    return root;
  }

  Kept kept(Handle handle) {
    return new Kept(
        new AttemptFolder(root.resolve(handle.attempt()).resolve(String.valueOf(handle.epoch()))),
        handle);
  }

  /// Those of an attempt, newest first.
  List<Kept> of(String attempt) throws IOException {
    List<Kept> found = new ArrayList<>();
    Path folder = root.resolve(attempt);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> epochs = Files.list(folder)) {
        epochs
            .map(epoch -> epoch.getFileName().toString())
            .filter(name -> name.matches("\\d{1,18}"))
            .map(name -> kept(new Handle(attempt, Long.parseLong(name))))
            .sorted(Comparator.comparingLong((Kept kept) -> kept.handle().epoch()).reversed())
            .forEach(found::add);
      }
    }
    return found;
  }

  /// An empty one for an attempt.
  Kept fresh(Attempt attempt) throws IOException {
    Kept kept = kept(new Handle(attempt.id(), attempt.epoch()));
    removeAll(kept.folder().path());
    Files.createDirectories(kept.folder().path());
    return kept;
  }

  /// Removes it, except the claim on it: a keeper that comes late finds that it is not wanted.
  void clear(Kept kept) throws IOException {
    removeAll(kept.folder().path());
    try {
      Files.deleteIfExists(root.resolve(kept.handle().attempt()));
    } catch (DirectoryNotEmptyException e) {
      // Claims, or other epochs.
    }
  }

  /// Removes it, and all of the attempt when nothing else of it is there.
  void remove(Kept kept) throws IOException {
    clear(kept);
    Path attempt = kept.folder().path().getParent();
    if (attempt != null && of(kept.handle().attempt()).isEmpty()) {
      removeAll(attempt);
    }
  }

  static ProblemException unusable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the folder of step attempts cannot be used: " + e.getMessage(),
            "free some space or give the server the right to write")
        .asException(e);
  }

  private static void removeAll(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(folder, new Remove());
    }
  }

  /// Links are removed, never followed.
  private static final class Remove extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      // A program may have taken the right to look into its own folders.
      if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || Files.isReadable(file)) {
        throw e;
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      removeAll(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
