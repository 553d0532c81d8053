package dev.evenkeel.console;

import java.util.List;

/// A file, or a folder with what is in it.
///
/// @param size of a file in words; how many files a folder holds
/// @param address of a file's bytes; empty for a folder
public record FileNode(
    String name, String size, String address, boolean isFolder, List<FileNode> inside) {
  public FileNode {
    inside = List.copyOf(inside);
  }

  /// A file.
  public static FileNode file(String name, String size, String address) {
    return new FileNode(name, size, address, false, List.of());
  }
}
