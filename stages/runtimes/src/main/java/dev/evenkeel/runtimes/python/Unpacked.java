package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Writes a ZIP into a folder and nowhere else.
final class Unpacked {
  static final String RECORDED = "MLmodel";
  private static final int ENTRIES_MAX = 10_000;
  private static final long BYTES_MAX = 4L << 30;
  private static final int NAME_MAX = 400;
  private static final int CHUNK_BYTES = 1 << 16;

  private Unpacked() {}

  /// Unpacks.
  ///
  /// @return the folder that holds the `MLmodel` file: the given one, or its only folder
  static Path into(Path folder, byte[] zip, String where) {
    try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
      long budget = BYTES_MAX;
      int count = 0;
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (++count > ENTRIES_MAX) {
          throw tooLarge(where);
        }
        if (!entry.isDirectory()) {
          budget = write(entries, target(folder, entry.getName(), where), budget, where);
        }
      }
    } catch (ZipException e) {
      throw malformed("no ZIP that can be read", where);
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the model cannot be unpacked",
              "check the file, and the space on the disk")
          .asException(e);
    }
    return root(folder, where);
  }

  private static Path target(Path folder, String name, String where) {
    boolean odd =
        name.length() > NAME_MAX || name.indexOf('\\') >= 0 || name.chars().anyMatch(c -> c < ' ');
    Path target = odd ? folder : folder.resolve(name).normalize();
    if (odd || target.equals(folder) || !target.startsWith(folder)) {
      throw malformed(
          "`%s` is no name inside of a folder".formatted(Names.abbreviate(name)), where);
    }
    return target;
  }

  private static long write(InputStream entry, Path target, long budget, String where)
      throws IOException {
    Files.createDirectories(target.getParent());
    long left = budget;
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      for (int read = entry.read(chunk); read >= 0; read = entry.read(chunk)) {
        left -= read;
        if (left < 0) {
          throw tooLarge(where);
        }
        out.write(chunk, 0, read);
      }
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw malformed(
          "`%s` is in it twice".formatted(Names.abbreviate(target.getFileName().toString())),
          where);
    }
    return left;
  }

  private static Path root(Path folder, String where) {
    if (Files.isRegularFile(folder.resolve(RECORDED))) {
      return folder;
    }
    try (var inside = Files.list(folder)) {
      return inside
          .filter(each -> Files.isRegularFile(each.resolve(RECORDED)))
          .findFirst()
          .orElseThrow(() -> malformed("it has no file `MLmodel`", where));
    } catch (IOException e) {
      throw malformed("it has no file `MLmodel`", where);
    }
  }

  private static RuntimeException malformed(String what, String where) {
    return new Problem(Problem.Kind.INPUT, what, where, "the folder that MLflow logs, as a ZIP", "")
        .asException();
  }

  private static RuntimeException tooLarge(String where) {
    return new Problem(
            Problem.Kind.TOO_LARGE,
            "the model unpacks to more than any honest model",
            where,
            "at most %d files and %d GiB".formatted(ENTRIES_MAX, BYTES_MAX >> 30),
            "")
        .asException();
  }
}
