package dev.evenkeel.console;

import java.util.List;

/// Where a version came from and went to, as a picture.
///
/// @param about the same in words, for those who do not see it
public record LineageView(int width, int height, List<Box> boxes, List<Line> lines, String about) {
  public LineageView {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /// A thing.
  ///
  /// @param kind in words: `dataset`
  /// @param whole its whole name, where the box shows a part
  /// @param address of its page; empty without one
  public record Box(
      int x, int y, String kind, String name, String whole, String address, boolean isSubject) {}

  /// What led from one to another.
  ///
  /// @param path as SVG draws it
  public record Line(String path, String kind) {}
}
