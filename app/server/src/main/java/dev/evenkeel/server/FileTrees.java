package dev.evenkeel.server;

import dev.evenkeel.console.FileNode;
import dev.evenkeel.registry.artifacts.Artifact;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts files into the tree that their paths make, folders first.
final class FileTrees {
  private FileTrees() {}

  /// @param files by path
  /// @param place address of the folder that the paths are within
  static List<FileNode> of(List<Artifact> files, String place) {
    Folder root = new Folder();
    for (Artifact file : files) {
      String[] parts = file.path().text().split("/", -1);
      Folder folder = root;
      for (int index = 0; index < parts.length - 1; index++) {
        folder = folder.folders.computeIfAbsent(parts[index], _ -> new Folder());
      }
      folder.files.add(
          FileNode.file(parts[parts.length - 1], size(file.bytes()), place + "/" + encoded(parts)));
    }
    return root.nodes();
  }

  private static String encoded(String[] parts) {
    return Stream.of(parts)
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  static String size(long bytes) {
    return "%,d bytes".formatted(bytes);
  }

  private static final class Folder {
    private final Map<String, Folder> folders = new LinkedHashMap<>();
    private final List<FileNode> files = new ArrayList<>();

    int count() {
      return files.size() + folders.values().stream().mapToInt(Folder::count).sum();
    }

    List<FileNode> nodes() {
      List<FileNode> nodes = new ArrayList<>();
      folders.forEach((name, folder) -> {
        int count = folder.count();
        nodes.add(
            new FileNode(name, count == 1 ? "1 file" : count + " files", "", true, folder.nodes()));
      });
      nodes.addAll(files);
      return nodes;
    }
  }
}
