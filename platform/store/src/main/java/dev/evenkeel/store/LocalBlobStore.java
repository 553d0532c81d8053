package dev.evenkeel.store;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;

/// Blobs as files `sha256/ab/cdef…` of a folder: written aside, forced to the disk, then renamed,
/// so that a crash leaves a whole blob or none.
public final class LocalBlobStore implements BlobStore {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Path root;
  private final Path incoming;

  public LocalBlobStore(Path root) {
    this.root = root;
    this.incoming = root.resolve("incoming");
    try {
      Files.createDirectories(incoming);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public String put(InputStream content) {
    Path written = incoming.resolve(UUID.randomUUID().toString());
    try {
      String digest = write(content, written);
      Path target = path(digest);
      if (Files.exists(target)) {
        Files.delete(written);
        return digest;
      }
      Files.createDirectories(target.getParent());
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      return digest;
    } catch (IOException e) {
      discard(written);
      throw unwritable(e);
    } catch (RuntimeException | Error e) {
      // Whoever sends the content ends it by a problem of its own when it is too long.
      discard(written);
      throw e;
    }
  }

  @Override
  public Optional<InputStream> get(String digest) {
    return get(digest, 0);
  }

  @Override
  public Optional<InputStream> get(String digest, long from) {
    try {
      FileChannel file = FileChannel.open(path(digest), StandardOpenOption.READ);
      if (from > 0) {
        return Optional.of(Channels.newInputStream(file.position(from)));
      }
      return Optional.of(new VerifiedStream(Channels.newInputStream(file), digest, file.size()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "blob %s cannot be read".formatted(digest),
              "check the disk")
          .asException(e);
    }
  }

  @Override
  public boolean has(String digest) {
    return Files.exists(path(digest));
  }

  @Override
  public void delete(String digest) {
    try {
      Files.deleteIfExists(path(digest));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static String write(InputStream content, Path file) throws IOException {
    MessageDigest digest = Digests.start();
    byte[] chunk = new byte[CHUNK_BYTES];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
        digest.update(chunk, 0, read);
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, read);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      out.force(true);
    }
    return Digests.named(digest.digest());
  }

  /// Only a digest ever becomes a path, so no name from outside can.
  private Path path(String digest) {
    if (!Digests.isDigest(digest)) {
      throw new IllegalArgumentException("Cannot find a blob: not a digest, got " + digest);
    }
    String hex = digest.substring("sha256:".length());
    return root.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex.substring(2));
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
            "the blob store cannot be written: the disk is full or the folder is read-only",
            "free some space or give the process the right to write; what was stored before is intact")
        .asException(e);
  }
}
