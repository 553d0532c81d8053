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
    if (path.isEmpty() || isLong(path)) {
      throw wrong(path, "its path is too long or empty", "1 to %d bytes".formatted(PATH_BYTES_MAX));
    }
    int part = 0;
    for (int at = 0; at <= path.length(); at++) {
      char letter = at < path.length() ? path.charAt(at) : '/';
      if (letter < ' ' || letter == 0x7f || letter == '\\') {
        throw wrong(path, "its path has a control character or `\\`", "printable characters");
      }
      if (letter == '/') {
        demandPart(path, part, at);
        part = at + 1;
      }
    }
    if (path.equals(FolderIndex.FOLDER) || path.startsWith(FolderIndex.FOLDER + "/")) {
      throw wrong(path, "its path is a name of ours", "any path outside of `.evenkeel`");
    }
  }

  private static boolean isLong(String path) {
    // A letter is three bytes at most, so most paths need not be written as bytes.
    return path.length() > PATH_BYTES_MAX / 3
        && path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX;
  }

  private static void demandPart(String path, int from, int end) {
    boolean isEmpty = end == from;
    if (isEmpty || (end - from <= 2 && path.charAt(from) == '.' && path.charAt(end - 1) == '.')) {
      throw wrong(path, "its path is not plain", "a relative path without `.`, `..` and `//`");
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
