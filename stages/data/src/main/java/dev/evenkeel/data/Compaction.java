package dev.evenkeel.data;

import java.util.ArrayList;
import java.util.List;

/// Which files of a version are worth writing anew.
final class Compaction {
  /// A file of this size is left alone.
  static final long LARGE_BYTES = 128L << 20;

  private Compaction() {}

  /// Neighbours that together make one file; neighbours only, so that rows keep their order.
  static List<List<StoredFile>> groups(List<StoredFile> files) {
    List<List<StoredFile>> groups = new ArrayList<>();
    List<StoredFile> group = new ArrayList<>();
    long bytes = 0;
    for (StoredFile file : files) {
      if (!group.isEmpty() && bytes + file.size() > LARGE_BYTES) {
        keep(group, groups);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(file);
      bytes += file.size();
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
