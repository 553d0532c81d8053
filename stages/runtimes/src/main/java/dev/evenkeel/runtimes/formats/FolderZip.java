package dev.evenkeel.runtimes.formats;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A folder as one ZIP. Reading trusts nothing: names stay inside, twice the same name is refused,
/// and what it unpacks to is counted while it unpacks.
public final class FolderZip {
  /// Of all files together.
  public static final long BYTES_MAX = 1L << 30;

  /// Files of a folder.
  public static final int FILES_MAX = 10_000;

  private static final int NAME_CHARS_MAX = 400;
  private static final int DEPTH_MAX = 32;
  private static final int CHUNK = 1 << 16;
  // A ZIP cannot tell an earlier time.
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final byte[] zip;
  private final String where;
  private final Map<String, Long> sizes;

  private FolderZip(byte[] zip, String where, Map<String, Long> sizes) {
    this.zip = zip;
    this.where = where;
    this.sizes = sizes;
  }

  /// Opens a ZIP and looks at every file in it.
  public static FolderZip open(byte[] zip, String where) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    long left = BYTES_MAX;
    int entries = 0;
    try (ZipInputStream stream = new ZipInputStream(new ByteArrayInputStream(zip))) {
      byte[] chunk = new byte[CHUNK];
      for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
        if (++entries > FILES_MAX) {
          throw tooLarge(where);
        }
        demandInside(entry.getName(), where);
        long before = left;
        for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
          left -= read;
          if (left < 0) {
            throw tooLarge(where);
          }
        }
        if (!entry.isDirectory() && sizes.put(entry.getName(), before - left) != null) {
          throw broken("`%s` stands in it twice".formatted(entry.getName()), where);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw broken("it cannot be unpacked", where);
    }
    if (sizes.isEmpty()) {
      throw broken("it holds no files", where);
    }
    return new FolderZip(zip, where, sizes);
  }

  /// The files' paths, with `/`.
  public List<String> names() {
    return List.copyOf(sizes.keySet());
  }

  /// One file; empty when it is not there.
  public Optional<byte[]> read(String name) {
    Long size = sizes.get(name);
    if (size == null) {
      return Optional.empty();
    }
    try (ZipInputStream stream = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return Optional.of(stream.readNBytes(Math.toIntExact(size)));
        }
      }
    } catch (IOException e) {
      throw broken("it cannot be unpacked", where);
    }
    return Optional.empty();
  }

  private static void demandInside(String name, String where) {
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    boolean isInside =
        name.length() <= NAME_CHARS_MAX
            && name.chars().noneMatch(each -> each < ' ' || each == '\\' || each == ':')
            && Stream.of(path.split("/", -1))
                .noneMatch(step -> step.isEmpty() || step.equals(".") || step.equals(".."));
    if (!isInside) {
      throw broken("`%s` is no path inside of a folder".formatted(Names.abbreviate(name)), where);
    }
  }

  /// Packs a folder. The same files give the same bytes, whenever and wherever they were written.
  public static byte[] pack(Path folder) {
    List<Path> files = files(folder);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream stream = new ZipOutputStream(packed)) {
      // Stored, since another zlib would press the same bytes otherwise.
      stream.setMethod(ZipOutputStream.STORED);
      long left = BYTES_MAX;
      for (Path file : files) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        demandInside(name, folder.toString());
        byte[] content = content(file, left, folder.toString());
        left -= content.length;
        stream.putNextEntry(entry(name, content));
        stream.write(content);
        stream.closeEntry();
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    return packed.toByteArray();
  }

  private static ZipEntry entry(String name, byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(EPOCH);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(checksum.getValue());
    return entry;
  }

  private static byte[] content(Path file, long left, String where) throws IOException {
    try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = stream.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE - 16));
      if (content.length > left) {
        throw tooLarge(where);
      }
      return content;
    }
  }

  /// Its files in the order of their paths; links are refused, as they may lead anywhere.
  private static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder, DEPTH_MAX)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        if (Files.isSymbolicLink(path) && !path.equals(folder)) {
          throw new Problem(
                  Problem.Kind.INPUT,
                  "`%s` is a link".formatted(Names.abbreviate(folder.relativize(path).toString())),
                  folder.toString(),
                  "a folder of files",
                  "copy the file into the folder")
              .asException();
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          files.add(path);
        }
        if (files.size() > FILES_MAX) {
          throw tooLarge(folder.toString());
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      throw unreadable(folder, e);
    }
    files.sort(java.util.Comparator.comparing(file -> folder.relativize(file).toString()));
    return files;
  }

  private static ProblemException unreadable(Path folder, Exception cause) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "the folder cannot be read",
            folder.toString(),
            "readable files",
            "check its rights")
        .asException(cause);
  }

  private static ProblemException broken(String why, String where) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a ZIP of a folder: " + why,
            where,
            "the folder that MLflow logs, as a ZIP",
            "")
        .asException();
  }

  private static ProblemException tooLarge(String where) {
    return new Problem(
            Problem.Kind.TOO_LARGE,
            "a folder beyond our limits",
            where,
            "at most %d files of together %d MiB".formatted(FILES_MAX, BYTES_MAX >> 20),
            "")
        .asException();
  }
}
