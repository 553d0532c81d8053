package dev.evenkeel.folders;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which files a folder holds, by path.
///
/// @param files ascending by path, each path once
public record Manifest(List<FolderFile> files) {
  private static final Comparator<FolderFile> BY_PATH = Comparator.comparing(FolderFile::path);

  public Manifest {
    files = files.stream().sorted(BY_PATH).toList();
    for (int index = 1; index < files.size(); index++) {
      String before = files.get(index - 1).path();
      String path = files.get(index).path();
      if (path.equals(before) || path.startsWith(before + "/")) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "path `%s` stands twice, or is a file and a folder"
                    .formatted(Names.abbreviate(path)),
                "name each file once")
            .asException();
      }
    }
  }

  /// The digest of the whole: equal for equal paths and contents, wherever the folder lies.
  public String digest() {
    MessageDigest digest = Digests.start();
    for (FolderFile file : files) {
      String line =
          String.format(Locale.ROOT, "%s %d %s\n", file.digest(), file.size(), file.path());
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Digests.named(digest.digest());
  }
}
