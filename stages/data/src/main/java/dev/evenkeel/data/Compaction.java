package dev.evenkeel.data;

import java.util.ArrayList;
import java.util.List;

/// Which files of a version are worth writing anew.
final class Compaction {
  /// No file is written that is larger.
  static final long LARGE_BYTES = 128L << 20;

  private Compaction() {}

  /// Neighbours that together make one file; neighbours only, so that rows keep their order.
  ///
  /// @param aloneBytes a file of this size is left alone
  static List<List<StoredFile>> groups(List<StoredFile> files, long aloneBytes) {
    List<List<StoredFile>> groups = new ArrayList<>();
    List<StoredFile> group = new ArrayList<>();
    long bytes = 0;
    for (StoredFile file : files) {
      boolean isAlone = file.size() >= aloneBytes;
      if (isAlone || bytes + file.size() > LARGE_BYTES) {
        keep(group, groups);
        group = new ArrayList<>();
        bytes = 0;
      }
      if (!isAlone) {
        group.add(file);
        bytes += file.size();
      }
    }
    keep(group, groups);
    return groups;
  }

  private static void keep(List<StoredFile> group, List<List<StoredFile>> groups) {
    if (group.size() > 1) {
      groups.add(group);
    }
  }
}
