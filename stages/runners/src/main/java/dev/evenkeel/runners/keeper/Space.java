package dev.evenkeel.runners.keeper;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// How much an attempt has written.
final class Space extends SimpleFileVisitor<Path> {
  private final Path root;
  private long bytes;

  private Space(Path root) {
    this.root = root;
  }

  /// Bytes below a folder, without what was given to it; what vanishes while we look does not
  /// count.
  static long used(Path folder) throws IOException {
    Space space = new Space(folder);
    Files.walkFileTree(folder, space);
    return space.bytes;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    boolean given = folder.equals(root.resolve("in")) || folder.equals(root.resolve(Keeper.FOLDER));
    return given ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    bytes += attributes.isRegularFile() ? attributes.size() : 0;
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
    return FileVisitResult.CONTINUE;
  }
}
