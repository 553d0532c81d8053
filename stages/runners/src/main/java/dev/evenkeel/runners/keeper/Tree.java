package dev.evenkeel.runners.keeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A process's descendants, read from their parents alone: ten looks a second at all processes of a
/// machine, by each of many keepers, would be its main work. What is born or dies meanwhile may be
/// missed, so it serves to watch, not to end.
final class Tree {
  private static final Path PROC = Path.of("/proc");
  private static final int MEMBERS_MAX = 20_000;

  private Tree() {}

  /// Whether this system tells of children.
  static boolean isTold() {
    String self = String.valueOf(ProcessHandle.current().pid());
    return Files.isReadable(PROC.resolve(self).resolve("task").resolve(self).resolve("children"));
  }

  static List<Long> below(long root) {
    List<Long> found = new ArrayList<>();
    Deque<Long> parents = new ArrayDeque<>(List.of(root));
    while (!parents.isEmpty() && found.size() < MEMBERS_MAX) {
      List<Long> children = children(parents.remove());
      found.addAll(children);
      parents.addAll(children);
    }
    return found;
  }

  /// Of all its threads, each of which has its own.
  static List<Long> children(long parent) {
    List<Long> children = new ArrayList<>();
    Path tasks = PROC.resolve(String.valueOf(parent)).resolve("task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String told =
            Files.readString(thread.resolve("children"), StandardCharsets.ISO_8859_1).strip();
        for (String child : told.split(" ", -1)) {
          if (!child.isEmpty()) {
            children.add(Long.parseLong(child));
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It ended while we looked.
    }
    return children;
  }
}
