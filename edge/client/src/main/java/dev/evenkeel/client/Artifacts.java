package dev.evenkeel.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Files of runs and logged models, up and down without Python. Places are those that runs and
/// versions name: `mlflow-artifacts:/0/<run>/artifacts/plots`. Files are streamed, whatever their
/// size.
public final class Artifacts {
  private static final String SCHEME = "mlflow-artifacts:/";
  private static final String PATH = "/api/2.0/mlflow-artifacts/artifacts";

  private final Http http;

  Artifacts(Http http) {
    this.http = http;
  }

  /// A file or folder of a place.
  ///
  /// @param place where it is, for the other calls
  /// @param bytes 0 for a folder
  public record Entry(String place, boolean isFolder, long bytes) {}

  /// Stores a file, or a folder with all that is in it, under its own name.
  ///
  /// @param place of the folder that takes it
  public void upload(Path file, String place) {
    String name =
        Stream.of(file.toAbsolutePath().getFileName()).map(Path::toString).findFirst().orElse("");
    try {
      if (!Files.isDirectory(file)) {
        http.put(path(place + "/" + name), BodyPublishers.ofFile(file));
        return;
      }
      for (Path each : files(file)) {
        String inner = file.relativize(each).toString().replace('\\', '/');
        http.put(path(place + "/" + name + "/" + inner), BodyPublishers.ofFile(each));
      }
    } catch (IOException e) {
      throw new EvenkeelException("%s cannot be read".formatted(file), e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /// What a folder holds; nothing when there is none.
  public List<Entry> list(String place) {
    JsonNode listed = http.get(PATH, Map.of("path", inner(place)));
    return listed
        .path("files")
        .valueStream()
        .map(file ->
            new Entry(
                place + "/" + file.path("path").asString(""),
                file.path("is_dir").asBoolean(false),
                file.path("file_size").asLong(0)))
        .toList();
  }

  /// One file, which the caller closes.
  public InputStream open(String place) {
    return http.open(path(place));
  }

  /// Brings a file, or a folder with all that is in it, into a folder here.
  ///
  /// @return where it is now
  public Path download(String place, Path folder) {
    Path target = folder.resolve(name(place));
    List<Entry> inside = list(place);
    try {
      if (inside.isEmpty()) {
        Files.createDirectories(folder);
        try (InputStream content = open(place)) {
          Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
      }
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new EvenkeelException("%s cannot be written".formatted(target), e);
    }
    inside.forEach(entry -> download(entry.place(), target));
    return target;
  }

  /// A server's word is not trusted either: a name is never a way out of the folder.
  private static String name(String place) {
    String name = place.substring(place.lastIndexOf('/') + 1);
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.matches(".*[\\\\:\u0000].*")) {
      throw new EvenkeelException(0, "", "`%s` cannot be a file's name here".formatted(name));
    }
    return name;
  }

  private static String inner(String place) {
    if (!place.startsWith(SCHEME) || place.startsWith(SCHEME + "/")) {
      throw new EvenkeelException(
          0, "", "`%s` is no place of this server; expected %s...".formatted(place, SCHEME));
    }
    return place.substring(SCHEME.length());
  }

  private static String path(String place) {
    return PATH
        + "/"
        + Stream.of(inner(place).split("/", -1))
            .map(Http::encoded)
            .collect(Collectors.joining("/"));
  }
}
