package dev.evenkeel.folders;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of a folder with a way to its content, which is at hand when it was just read and small.
public final class FoundFile {
  private final FolderFile file;
  private final Opener opener;

  private FoundFile(FolderFile file, Opener opener) {
    this.file = file;
    this.opener = opener;
  }

  private interface Opener {
    InputStream open() throws IOException;
  }

  static FoundFile at(FolderFile file, Path place) {
    return new FoundFile(file, () -> Files.newInputStream(place));
  }

  /// @param contents holds its content among others, from `at` on
  static FoundFile holding(FolderFile file, byte[] contents, int at) {
    int size = (int) file.size();
    return new FoundFile(file, () -> new ByteArrayInputStream(contents, at, size));
  }

  /// Its path, digest and size.
  public FolderFile file() {
    return file;
  }

  /// Its content, as much as there is; what a file lost meanwhile stays as it was there.
  void copyTo(byte[] bytes, int at, int size) throws IOException {
    try (InputStream content = open()) {
      content.readNBytes(bytes, at, size);
    }
  }

  /// Its content; a file that changed meanwhile gives another than its digest says.
  public InputStream open() throws IOException {
    return opener.open();
  }
}
