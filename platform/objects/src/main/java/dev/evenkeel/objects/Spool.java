package dev.evenkeel.objects;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;

/// Content on its way out. A key is the digest of the whole, so nothing can be sent before all has
/// come; on the disk it takes no memory, and a part can be sent again.
final class Spool {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Path folder;

  /// @param folder emptied, since a killed process may have left something
  Spool(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, Files::isRegularFile)) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  Spooled take(InputStream content) {
    Path file = folder.resolve(UUID.randomUUID().toString());
    MessageDigest digest = Digests.start();
    long bytes = 0;
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
        digest.update(chunk, 0, read);
        out.write(chunk, 0, read);
        bytes += read;
      }
      return new Spooled(file, Digests.named(digest.digest()), bytes);
    } catch (IOException e) {
      discard(file);
      throw unwritable(e);
    } catch (RuntimeException | Error e) {
      discard(file);
      throw e;
    }
  }

  /// One content.
  record Spooled(Path file, String digest, long bytes) implements AutoCloseable {
    @Override
    public void close() {
      discard(file);
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next start empties the folder.
    }
  }

  private static RuntimeException unwritable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "a file on its way to the blob store broke off, or cannot be kept on the disk",
            "send it again; check the space and the rights of the home folder")
        .asException(e);
  }
}
