package dev.evenkeel.console;

import java.util.List;

/// Versions side by side.
///
/// @param numbers of the versions, in their order
public record CompareView(String model, List<String> numbers, List<Section> sections) {
  public CompareView {
    numbers = List.copyOf(numbers);
    sections = List.copyOf(sections);
  }

  /// Things of one kind.
  public record Section(String title, List<Row> rows) {
    public Section {
      rows = List.copyOf(rows);
    }
  }

  /// One thing.
  ///
  /// @param hint which way is better; may be empty
  public record Row(String name, String hint, boolean isEqual, List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /// A value.
  ///
  /// @param text empty where the version has none
  /// @param bar its length as percent of the largest; 0 draws none
  public record Cell(String text, boolean isBest, int bar) {}
}
