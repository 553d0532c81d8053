package dev.evenkeel.sources;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// Files of the server's machine, below folders that an administrator opened: `file:///data/x.csv`,
/// or a pattern of names such as `file:///data/2026-*/sales-*.csv`. The watermark is the last path,
/// so of files that are named by their day only the new ones are taken.
public final class FolderFiles implements SourceKind {
  private static final int FILES_MAX = 10_000;
  private static final int LOOKED_AT_MAX = 1_000_000;
  private static final String SCHEME = "file://";

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public Fetched fetch(SourceRequest request, Surroundings surroundings) {
    String pattern = request.address();
    if (!pattern.startsWith(SCHEME + "/") || pattern.contains("\\") || pattern.contains("/../")) {
      throw wrong(request, "it is no path", "file:///FOLDER/NAME, with * and ? in any part");
    }
    String path = pattern.substring(SCHEME.length());
    Path fixed = fixed(path);
    Path root = root(fixed, request, surroundings);
    List<Path> found = found(root, fixed, matcher(path, request), request);
    List<TableFile> files = new ArrayList<>();
    long bytes = 0;
    String last = request.after();
    for (Path file : found) {
      if (request.watermark().isEmpty() || file.toString().compareTo(request.after()) > 0) {
        bytes += size(file);
        files.add(TableFile.of(file, Optional.empty()));
        last = file.toString();
      }
    }
    if (bytes > surroundings.bytesMax()) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "%d files of together %d MiB".formatted(files.size(), bytes >> 20),
              Names.abbreviate(request.address()),
              "at most %d MiB".formatted(surroundings.bytesMax() >> 20),
              "name fewer files, or raise `sources.bytesMax` in server.yaml")
          .asException();
    }
    if (found.isEmpty()) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "no file is there",
              Names.abbreviate(request.address()),
              "a CSV, Parquet or JSON lines file",
              "check the path")
          .asException();
    }
    return new Fetched(files, request.watermark().isEmpty() ? "" : last);
  }

  /// The part of a path before its first `*` or `?`, up to a folder.
  private static Path fixed(String path) {
    int wild = 0;
    while (wild < path.length() && "*?[{".indexOf(path.charAt(wild)) < 0) {
      wild++;
    }
    return wild == path.length()
        ? Path.of(path)
        : Path.of(path.substring(0, path.lastIndexOf('/', wild) + 1));
  }

  /// Links are resolved before the comparison, so none leads out of what was opened.
  private static Path root(Path fixed, SourceRequest request, Surroundings surroundings) {
    try {
      Path real = fixed.toRealPath();
      for (Path opened : surroundings.roots()) {
        if (Files.isDirectory(opened) && real.startsWith(opened.toRealPath())) {
          return real;
        }
      }
    } catch (IOException e) {
      // Whether it exists is nobody's business who may not read it.
    }
    throw wrong(
        request,
        "it is not in a folder that may be read",
        "a path below one of `sources.folders` in server.yaml");
  }

  private static PathMatcher matcher(String path, SourceRequest request) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + path);
    } catch (PatternSyntaxException e) {
      throw wrong(request, "its pattern cannot be read", "`*` and `?` in names");
    }
  }

  private static List<Path> found(
      Path root, Path fixed, PathMatcher matcher, SourceRequest request) {
    if (Files.isRegularFile(root)) {
      return List.of(root);
    }
    try (Stream<Path> all = Files.walk(root, 16)) {
      List<Path> found =
          all.limit(LOOKED_AT_MAX)
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(file -> matcher.matches(fixed.resolve(root.relativize(file).toString())))
              .sorted()
              .limit(FILES_MAX + 1L)
              .toList();
      if (found.size() > FILES_MAX) {
        throw wrong(request, "it stands for too many files", "at most %d".formatted(FILES_MAX));
      }
      return found;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static RuntimeException wrong(SourceRequest request, String what, String expected) {
    return new Problem(
            Problem.Kind.INPUT,
            "`%s` cannot be read: %s".formatted(Names.abbreviate(request.address()), what),
            "",
            expected,
            "")
        .asException();
  }

  private static RuntimeException unreadable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "a folder of sources cannot be read",
            "check its rights, or whether another program is changing it")
        .asException(e);
  }
}
