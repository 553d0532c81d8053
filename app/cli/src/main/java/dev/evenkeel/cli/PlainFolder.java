package dev.evenkeel.cli;

import dev.evenkeel.base.BoundedBytes;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A folder of a stranger. Links and what is neither file nor folder are left out, and no size is
/// taken on trust.
final class PlainFolder {
  private static final int TEXT_BYTES_MAX = 64 << 10;
  private static final int YAML_BYTES_MAX = 1 << 20;
  private static final int KEYS_MAX = 10_000;
  private static final int LINE_CHARS_MAX = 2_000;
  private static final int DEPTH_MAX = 32;

  private final Path top;
  private final Path path;
  private final ImportReport report;

  PlainFolder(Path top, ImportReport report) {
    this(top, top, report);
  }

  private PlainFolder(Path top, Path path, ImportReport report) {
    this.top = top;
    this.path = path;
    this.report = report;
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /// As messages name it: from the top on.
  private String shown(Path one) {
    return top.relativize(one).toString();
  }

  /// One inside, which need not exist, and is no link.
  PlainFolder folder(String name) {
    if (!ImportText.isInside(name) || name.contains("/")) {
      throw Problem.of(Problem.Kind.INPUT, "a name that leads elsewhere", "").asException();
    }
    if (Files.isSymbolicLink(path.resolve(name))) {
      throw Problem.of(Problem.Kind.INPUT, "%s is a link".formatted(shown(path.resolve(name))), "")
          .asException();
    }
    return new PlainFolder(top, path.resolve(name), report);
  }

  boolean has(String file) {
    return isFolder(path) && isFile(path.resolve(file));
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /// Those in it, sorted by name.
  List<PlainFolder> folders(int most) {
    return entries(path, most).stream()
        .filter(PlainFolder::isFolder)
        .map(each -> new PlainFolder(top, each, report))
        .toList();
  }

  private List<Path> entries(Path folder, int most) {
    List<Path> found = new ArrayList<>();
    if (!isFolder(folder)) {
      if (Files.isSymbolicLink(folder)) {
        report.leaveOut(shown(folder), "it is a link");
      }
      return found;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path each : stream) {
        if (found.size() == most) {
          report.leaveOut(shown(folder), "what is in it beyond %,d entries".formatted(most));
          break;
        }
        if (isFolder(each) || isFile(each)) {
          found.add(each);
        } else {
          report.leaveOut(shown(each), "it is a link, or neither file nor folder");
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw unreadable(folder, e);
    }
    found.sort(null);
    return found;
  }

  /// The paths of all files in it, with `/` between names.
  List<String> files() {
    List<String> found = new ArrayList<>();
    walk(path, path, 0, ImportSource.FILES_MAX, found);
    return found;
  }

  /// As [#files], where a file is a key of a run.
  List<String> keys(String folder) {
    List<String> found = new ArrayList<>();
    Path start = path.resolve(folder);
    walk(start, start, 0, KEYS_MAX, found);
    return found;
  }

  private void walk(Path start, Path folder, int depth, int most, List<String> found) {
    if (depth > DEPTH_MAX) {
      report.leaveOut(shown(folder), "it lies too deep");
      return;
    }
    for (Path each : entries(folder, most)) {
      if (isFolder(each)) {
        walk(start, each, depth + 1, most, found);
      } else if (found.size() == most) {
        report.leaveOut(shown(start), "what is in it beyond %,d files".formatted(most));
        return;
      } else {
        found.add(start.relativize(each).toString().replace('\\', '/'));
      }
    }
  }

  /// One that [#files] or [#keys] found.
  InputStream open(String file) throws IOException {
    return Files.newInputStream(path.resolve(file), LinkOption.NOFOLLOW_LINKS);
  }

  YamlMap yaml(String file) {
    return Yaml.parseMap(text(path.resolve(file), YAML_BYTES_MAX), shown(path.resolve(file)));
  }

  /// What each file of a folder holds, by its path in it.
  Map<String, String> texts(String folder) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : keys(folder)) {
      Path file = path.resolve(folder).resolve(key);
      report.attempt(shown(file), () -> texts.put(key, text(file, TEXT_BYTES_MAX)));
    }
    return texts;
  }

  private String text(Path file, int bytesMax) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = BoundedBytes.read(in, bytesMax, _ -> {});
      if (bytes.length > bytesMax) {
        throw Problem.of(
                Problem.Kind.TOO_LARGE, "it is longer than %,d bytes".formatted(bytesMax), "")
            .asException();
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// The lines of a file of any length that are not blank.
  void lines(String file, int most, Consumer<String> each) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      int count = 0;
      for (int read = reader.read(); ; read = reader.read()) {
        if (read >= 0 && read != '\n') {
          line.append((char) read);
        } else {
          if (!line.toString().isBlank()) {
            each.accept(line.toString());
            count++;
          }
          line.setLength(0);
        }
        if (line.length() > LINE_CHARS_MAX || count > most) {
          throw Problem.of(Problem.Kind.TOO_LARGE, "its lines are too long or too many", "")
              .asException();
        }
        if (read < 0) {
          return;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(path.resolve(file), e);
    }
  }

  private RuntimeException unreadable(Path file, Exception e) {
    return Problem.of(Problem.Kind.INPUT, "%s cannot be read".formatted(shown(file)), "")
        .asException(e);
  }
}
