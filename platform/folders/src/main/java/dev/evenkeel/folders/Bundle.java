package dev.evenkeel.folders;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Contents on their way, as a tar (POSIX 1003.1) whose entries are named by their digest: 64
/// hexadecimal digits. Paths travel in the manifest alone, so nothing of a bundle becomes one.
public final class Bundle {
  /// The media type of a bundle.
  public static final String MEDIA_TYPE = "application/x-tar";

  private static final String PREFIX = "sha256:";
  private static final int BUFFER_BYTES = 1 << 16;

  private Bundle() {}

  /// Is handed contents, one after another.
  @FunctionalInterface
  public interface Taker {
    /// Takes one.
    ///
    /// @param digest that the entry claims; whoever takes it checks it
    /// @param content to its end; closed by the reader
    void take(String digest, long size, InputStream content) throws IOException;
  }

  /// Reads a bundle to its end.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `MALFORMED` when it is none
  public static void read(InputStream bundle, Taker taker) {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new BufferedInputStream(bundle, BUFFER_BYTES))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String digest = PREFIX + entry.getName();
        if (!entry.isFile() || !Digests.isDigest(digest)) {
          throw malformed("entry `%s` is no content".formatted(Names.abbreviate(entry.getName())));
        }
        taker.take(digest, entry.getSize(), tar);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Problem(
              Problem.Kind.MALFORMED,
              "the bundle cannot be read",
              "",
              "a whole tar whose entries are named by their SHA-256",
              "send it again")
          .asException(e);
    }
  }

  private static RuntimeException malformed(String what) {
    return new Problem(
            Problem.Kind.MALFORMED,
            what,
            "",
            "regular files named by 64 hexadecimal digits",
            "name each entry by the SHA-256 of its content")
        .asException();
  }

  /// Writes a bundle.
  public static final class Writer implements AutoCloseable {
    private final TarArchiveOutputStream tar;

    // One for all: to make one costs more than to write a small content.
    private final TarArchiveEntry entry = new TarArchiveEntry("content");

    /// @param out closed with the writer
    public Writer(OutputStream out) {
      tar = new TarArchiveOutputStream(new BufferedOutputStream(out, BUFFER_BYTES));
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /// Adds a content of a known size.
    public void add(String digest, long size, InputStream content) {
      entry.setName(digest.substring(PREFIX.length()));
      entry.setSize(size);
      try {
        tar.putArchiveEntry(entry);
        content.transferTo(tar);
        tar.closeArchiveEntry();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        tar.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
