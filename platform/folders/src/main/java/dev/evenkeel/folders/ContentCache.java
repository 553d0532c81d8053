package dev.evenkeel.folders;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Contents by their digest, on this machine, so that a version that was laid out once costs no
/// transfer again. Files are read-only, since folders hold hard links to them. The cache may be
/// deleted at any time.
public final class ContentCache {
  // A folder for each first byte: 256 of them.
  private static final int PREFIX_END = "sha256:".length() + 2;
  private static final int CHUNK_BYTES = 1 << 17;

  private final Path root;
  private final Set<Path> made = ConcurrentHashMap.newKeySet();

  /// @param root made when it is missing
  public ContentCache(Path root) {
    this.root = root;
  }

  /// Whether a content is there, whole.
  public boolean has(FolderFile file) {
    try {
      return Files.size(path(file.digest())) == file.size();
    } catch (IOException e) {
      return false;
    }
  }

  /// The file of a content, whether it is there or not.
  Path path(String digest) {
    return root.resolve(prefix(digest)).resolve(digest.substring(PREFIX_END));
  }

  /// Stores a content that must have the digest it claims.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `MALFORMED` when it has another
  public void put(String claimed, InputStream content) {
    Path written = root.resolve("incoming-" + UUID.randomUUID());
    try {
      folder(root);
      String digest = write(content, written);
      if (!digest.equals(claimed)) {
        throw Problem.of(
                Problem.Kind.MALFORMED,
                "content %s arrived as %s".formatted(claimed, digest),
                "fetch it again")
            .asException();
      }
      folder(root.resolve(prefix(digest)));
      // Hard links share the file, so an edit in one folder would change all.
      written.toFile().setReadOnly();
      Files.move(written, path(digest), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(e);
    } finally {
      discard(written);
    }
  }

  private static String prefix(String digest) {
    return digest.substring("sha256:".length(), PREFIX_END);
  }

  // Asked for every content, and known after the first.
  private void folder(Path folder) throws IOException {
    if (made.add(folder)) {
      Files.createDirectories(folder);
    }
  }

  private static String write(InputStream content, Path file) throws IOException {
    MessageDigest digest = Digests.start();
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
        digest.update(chunk, 0, read);
        out.write(chunk, 0, read);
      }
    }
    return Digests.named(digest.digest());
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that led here is the one to tell.
    }
  }

  private static RuntimeException unwritable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the cache of contents cannot be written: the disk is full or the folder is read-only",
            "free some space, or name another folder by `--cache`")
        .asException(e);
  }
}
