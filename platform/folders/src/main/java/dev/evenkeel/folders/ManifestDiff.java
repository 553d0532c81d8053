package dev.evenkeel.folders;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What leads from one listing to another.
///
/// @param added paths that are new, with content that is new
/// @param removed paths that are gone, with content that is gone
/// @param changed paths whose content is another
/// @param moved content that has another path now
/// @param unchanged how many files are as they were
public record ManifestDiff(
    List<FolderFile> added,
    List<FolderFile> removed,
    List<Change> changed,
    List<Move> moved,
    int unchanged) {
  public ManifestDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    moved = List.copyOf(moved);
  }

  /// A path with two contents.
  public record Change(FolderFile before, FolderFile after) {}

  /// A content with two paths.
  public record Move(FolderFile before, FolderFile after) {}

  /// Walks both listings side by side.
  public static ManifestDiff of(Manifest before, Manifest after) {
    List<FolderFile> added = new ArrayList<>();
    List<FolderFile> removed = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    int unchanged = 0;
    int left = 0;
    int right = 0;
    while (left < before.files().size() || right < after.files().size()) {
      int order = order(before, left, after, right);
      if (order < 0) {
        removed.add(before.files().get(left++));
      } else if (order > 0) {
        added.add(after.files().get(right++));
      } else {
        FolderFile old = before.files().get(left++);
        FolderFile now = after.files().get(right++);
        if (old.digest().equals(now.digest())) {
          unchanged++;
        } else {
          changed.add(new Change(old, now));
        }
      }
    }
    List<Move> moved = moves(removed, added);
    return new ManifestDiff(added, removed, changed, moved, unchanged);
  }

  private static int order(Manifest before, int left, Manifest after, int right) {
    if (left == before.files().size()) {
      return 1;
    }
    if (right == after.files().size()) {
      return -1;
    }
    return before.files().get(left).path().compareTo(after.files().get(right).path());
  }

  /// Takes what only moved out of both lists.
  private static List<Move> moves(List<FolderFile> removed, List<FolderFile> added) {
    Map<String, FolderFile> gone = new HashMap<>();
    removed.forEach(file -> gone.putIfAbsent(file.digest(), file));
    List<Move> moves = new ArrayList<>();
    for (FolderFile file : added) {
      FolderFile before = gone.remove(file.digest());
      if (before != null) {
        moves.add(new Move(before, file));
      }
    }
    removed.removeAll(
        moves.stream().map(Move::before).collect(java.util.stream.Collectors.toSet()));
    added.removeAll(moves.stream().map(Move::after).collect(java.util.stream.Collectors.toSet()));
    return moves;
  }
}
