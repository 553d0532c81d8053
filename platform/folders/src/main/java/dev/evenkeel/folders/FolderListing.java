package dev.evenkeel.folders;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The regular files below a folder. Links are not followed, so a folder cannot draw in what lies
/// outside of it.
///
/// @param skipped paths that are neither files nor folders, the first of them
/// @param skippedCount how many there are
record FolderListing(List<Seen> files, List<String> skipped, int skippedCount) {
  private static final int SKIPPED_SHOWN = 20;

  /// A file as it was met.
  record Seen(Path file, String path, FolderIndex.Look look) {}

  static FolderListing of(Path root) {
    if (!Files.isDirectory(root)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "folder does not exist",
              root.toString(),
              "a folder with files",
              "check the path")
          .asException();
    }
    Visitor visitor = new Visitor(root);
    try {
      Files.walkFileTree(root, visitor);
    } catch (IOException e) {
      throw unreadable(root, e);
    }
    return new FolderListing(visitor.files, visitor.skipped, visitor.skippedCount);
  }

  static FolderIndex.Look look(BasicFileAttributes attributes) {
    return new FolderIndex.Look(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        Objects.hashCode(attributes.fileKey()));
  }

  static RuntimeException unreadable(Path file, IOException cause) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "`%s` cannot be read".formatted(Names.abbreviate(file.toString())),
            "",
            "a file that exists and that you may read",
            "check its rights, or whether another program is changing the folder")
        .asException(cause);
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Seen> files = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final int rootLength;
    private int skippedCount;

    Visitor(Path root) {
      this.root = root;
      String path = root.toString();
      rootLength =
          path.isEmpty() || path.endsWith(File.separator) ? path.length() : path.length() + 1;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean ours = root.resolve(FolderIndex.FOLDER).equals(folder);
      return ours ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = relative(file);
      if (attributes.isRegularFile()) {
        FolderFile.demandPath(path);
        files.add(new Seen(file, path, look(attributes)));
      } else {
        skippedCount++;
        if (skipped.size() < SKIPPED_SHOWN) {
          skipped.add(path);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      throw unreadable(file, cause);
    }

    private String relative(Path file) {
      String path = file.toString().substring(rootLength);
      return File.separatorChar == '/' ? path : path.replace(File.separatorChar, '/');
    }
  }
}
