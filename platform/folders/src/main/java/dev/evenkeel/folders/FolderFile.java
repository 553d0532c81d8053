package dev.evenkeel.folders;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.nio.charset.StandardCharsets;

/// One file of a folder.
///
/// @param path relative, its parts separated by `/`
/// @param digest of its content, `sha256:…`
/// @param size in bytes
public record FolderFile(String path, String digest, long size) {
  /// Bytes of a path in UTF-8.
  public static final int PATH_BYTES_MAX = 1_024;

  public FolderFile {
    demandPath(path);
    if (!Digests.isDigest(digest)) {
      throw wrong(path, "its digest is none", "`sha256:` and 64 hexadecimal digits");
    }
    if (size < 0) {
      throw wrong(path, "its size is negative", "0 or more bytes");
    }
  }

  /// Refuses a path that could lead out of the folder, or that some systems cannot hold.
  static void demandPath(String path) {
    if (path.isEmpty() || path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
      throw wrong(path, "its path is too long or empty", "1 to %d bytes".formatted(PATH_BYTES_MAX));
    }
    if (path.chars().anyMatch(letter -> letter < ' ' || letter == 0x7f || letter == '\\')) {
      throw wrong(path, "its path has a control character or `\\`", "printable characters");
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw wrong(path, "its path is not plain", "a relative path without `.`, `..` and `//`");
      }
    }
    if (path.equals(FolderIndex.FOLDER) || path.startsWith(FolderIndex.FOLDER + "/")) {
      throw wrong(path, "its path is a name of ours", "any path outside of `.evenkeel`");
    }
  }

  private static RuntimeException wrong(String path, String what, String expected) {
    return new Problem(
            Problem.Kind.INPUT,
            "file `%s` cannot be taken: %s".formatted(Names.abbreviate(path), what),
            "",
            expected,
            "rename the file")
        .asException();
  }
}
