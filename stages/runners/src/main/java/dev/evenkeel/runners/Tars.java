package dev.evenkeel.runners;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// What goes to an attempt on another machine and comes back, as tar.
final class Tars {
  private static final int ENTRIES_MAX = 200_000;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int EXECUTABLE = 0100755;
  private static final String DOCUMENT = "outputs.json";
  private static final String OUT = "out/";

  private Tars() {}

  /// All that the program reads.
  static void send(AttemptFolder folder, OutputStream to) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(to, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (Path part : List.of(folder.inputsFile(), folder.in(), folder.work())) {
        for (Path file : tree(part)) {
          add(tar, folder.path(), file);
        }
      }
    }
  }

  private static List<Path> tree(Path part) throws IOException {
    try (Stream<Path> files = Files.walk(part)) {
      return files.sorted().toList();
    }
  }

  private static void add(TarArchiveOutputStream tar, Path base, Path file) throws IOException {
    String name = base.relativize(file).toString();
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      tar.putArchiveEntry(new TarArchiveEntry(name + "/"));
      tar.closeArchiveEntry();
      return;
    }
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(Files.size(file));
    if (Files.isExecutable(file)) {
      entry.setMode(EXECUTABLE);
    }
    tar.putArchiveEntry(entry);
    Files.copy(file, tar);
    tar.closeArchiveEntry();
  }

  /// What the program left. Whatever is in the archive, it lands under `out/`, or in
  /// `outputs.json`, or is refused.
  static void take(AttemptFolder folder, InputStream from, long bytesMax) throws IOException {
    List<Path> made = new ArrayList<>();
    long left = bytesMax;
    HeaderMeter meter = new HeaderMeter(from);
    try (TarArchiveInputStream tar = new TarArchiveInputStream(meter, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = name(entry);
        if (made.size() > ENTRIES_MAX) {
          throw refused(Problem.Kind.TOO_LARGE, "too many files", "", "at most " + ENTRIES_MAX);
        }
        Path target = folder.path().resolve(name);
        made.add(target);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          meter.content();
          left -= copy(tar, target, left, bytesMax);
        }
        meter.header();
      }
    } catch (IllegalArgumentException e) {
      // How the library says that a header is nonsense.
      throw new IOException(e);
    }
  }

  private static String name(TarArchiveEntry entry) {
    String name = entry.getName();
    while (name.startsWith("./")) {
      name = name.substring(2);
    }
    boolean special =
        entry.isSymbolicLink()
            || entry.isLink()
            || entry.isCharacterDevice()
            || entry.isBlockDevice()
            || entry.isFIFO()
            || entry.isSparse();
    if (special || !(entry.isDirectory() || entry.isFile())) {
      throw refused(
          Problem.Kind.INPUT,
          "the outputs hold a link or a device",
          Names.abbreviate(name),
          "files and folders");
    }
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (path.equals(DOCUMENT) || (path + "/").equals(OUT)) {
      return path;
    }
    if (!path.startsWith(OUT)) {
      throw refused(
          Problem.Kind.INPUT,
          "the outputs hold what is none",
          Names.abbreviate(name),
          DOCUMENT + " and files under " + OUT);
    }
    Attempt.checkPath(path);
    return path;
  }

  private static long copy(InputStream from, Path target, long left, long bytesMax)
      throws IOException {
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    long bytes = 0;
    try (OutputStream to = Files.newOutputStream(target)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
        bytes += read;
        if (bytes > left) {
          throw refused(
              Problem.Kind.TOO_LARGE,
              "the outputs are too large",
              OUT,
              "at most %,d bytes".formatted(bytesMax));
        }
        to.write(chunk, 0, read);
      }
    }
    return bytes;
  }

  private static ProblemException refused(
      Problem.Kind kind, String what, String where, String expected) {
    return new Problem(kind, what, where, expected, "").asException();
  }
}
