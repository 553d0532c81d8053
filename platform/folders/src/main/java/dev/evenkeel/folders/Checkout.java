package dev.evenkeel.folders;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Lays a version out in a folder. What the folder had of the version before goes, what people
/// changed or added themselves is never overwritten, and a checkout that was cut off is finished by
/// the next one.
public final class Checkout {
  private final Path root;
  private final ContentCache cache;
  private final boolean copies;
  private final Set<String> folders = new HashSet<>();

  /// @param copies files that may be edited, instead of links to the cache
  public Checkout(Path root, ContentCache cache, boolean copies) {
    this.root = root.toAbsolutePath().normalize();
    this.cache = cache;
    this.copies = copies;
  }

  /// What was done.
  public record Result(int written, int removed, int kept) {}

  /// Which contents of a version must be in the cache before [#lay].
  public static List<FolderFile> missing(Manifest manifest, ContentCache cache) {
    Set<String> asked = new HashSet<>();
    return manifest.files().stream()
        .filter(file -> asked.add(file.digest()) && !cache.has(file))
        .toList();
  }

  /// Makes the folder hold the version, and says so in it.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` before anything is written, when
  ///   a file of the folder is of no version
  public Result lay(WorkingCopy wanted) {
    try {
      Files.createDirectories(root);
      FolderIndex index = FolderIndex.load(root);
      Manifest there = FolderScan.of(root, index, FolderScan.Listener.NONE).manifest();
      demandNothingOwn(there, wanted.manifest());
      Result result = change(there, wanted.manifest());
      wanted.save(root);
      FolderScan.of(root, index, FolderScan.Listener.NONE);
      index.save(root);
      return result;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /// A file counts as somebody's own when neither the version before nor the wanted one has it so.
  private void demandNothingOwn(Manifest there, Manifest wanted) {
    Map<String, String> before = new HashMap<>();
    WorkingCopy.of(root)
        .ifPresent(copy ->
            copy.manifest().files().forEach(file -> before.put(file.path(), file.digest())));
    Map<String, String> after = new HashMap<>();
    wanted.files().forEach(file -> after.put(file.path(), file.digest()));
    Optional<FolderFile> own =
        there.files().stream()
            .filter(file -> !file.digest().equals(before.get(file.path())))
            .filter(file -> !file.digest().equals(after.get(file.path())))
            .findFirst();
    if (own.isPresent()) {
      throw new Problem(
              Problem.Kind.CONFLICT,
              "file `%s` would be lost or mixed in".formatted(Names.abbreviate(own.get().path())),
              root.toString(),
              "a folder that is empty or holds a version without changes",
              "ingest the changes first, move them away, or name another folder")
          .asException();
    }
  }

  private Result change(Manifest there, Manifest wanted) throws IOException {
    ManifestDiff diff = ManifestDiff.of(there, wanted);
    int removed = 0;
    for (FolderFile file : diff.removed()) {
      removed += remove(file.path());
    }
    for (ManifestDiff.Move move : diff.moved()) {
      removed += remove(move.before().path());
    }
    int written = 0;
    for (FolderFile file : diff.added()) {
      written += write(file);
    }
    for (ManifestDiff.Move move : diff.moved()) {
      written += write(move.after());
    }
    for (ManifestDiff.Change change : diff.changed()) {
      written += write(change.after());
    }
    return new Result(written, removed, diff.unchanged());
  }

  private int write(FolderFile file) throws IOException {
    Path target = root.resolve(file.path());
    folder(parent(file.path()));
    Path content = cache.path(file.digest());
    if (!copies && linked(target, content)) {
      return 1;
    }
    Path written = target.resolveSibling(".evenkeel-" + UUID.randomUUID());
    try {
      if (copies || !linked(written, content)) {
        Files.copy(content, written);
        written.toFile().setWritable(true, true);
      }
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
    return 1;
  }

  /// A name may be taken, and a file system may refuse links, to another disk or at all.
  private static boolean linked(Path link, Path content) {
    try {
      Files.createLink(link, content);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /// The path of the folder that a path lies in; empty for the root.
  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /// Makes the folders above a file. One that is a link could lead out of the root.
  private void folder(String path) throws IOException {
    if (path.isEmpty() || folders.contains(path)) {
      return;
    }
    folder(parent(path));
    Path folder = root.resolve(path);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isSymbolicLink(folder)) {
        throw new Problem(
                Problem.Kind.CONFLICT,
                "`%s` is a link".formatted(Names.abbreviate(path)),
                root.toString(),
                "a folder",
                "remove the link, or name another folder")
            .asException();
      }
      Files.createDirectory(folder);
    }
    folders.add(path);
  }

  /// Takes a file away, and the folders that it leaves empty.
  private int remove(String path) throws IOException {
    Files.delete(root.resolve(path));
    for (String above = parent(path); !above.isEmpty(); above = parent(above)) {
      try {
        Files.delete(root.resolve(above));
      } catch (DirectoryNotEmptyException e) {
        break;
      }
    }
    return 1;
  }

  private static RuntimeException unwritable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the folder cannot be written: the disk is full or it is read-only",
            "free some space, or give yourself the right to write; run the command again to finish")
        .asException(e);
  }
}
