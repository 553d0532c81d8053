package dev.evenkeel.server;

import dev.evenkeel.console.DatasetVersionView;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.files.FileColumns;
import java.util.List;
import java.util.Map;

/// Lists the files that are the rows of a version, where they are.
final class DatasetFolder {
  private static final int PAGE = 100;

  private DatasetFolder() {}

  /// @param after only paths behind it
  static DatasetVersionView.Folder of(Datasets datasets, DatasetVersion version, String after) {
    List<Property> columns = datasets.columns(version);
    if (!FileColumns.areIn(columns)) {
      return DatasetVersionView.Folder.NONE;
    }
    List<String> labels = FileColumns.labels(columns);
    List<Map<String, String>> rows = datasets.rowsBy(version, FileColumns.PATH, after, PAGE + 1);
    List<Map<String, String>> shown = rows.subList(0, Math.min(PAGE, rows.size()));
    return new DatasetVersionView.Folder(
        shown.stream().map(row -> content(version, row, labels)).toList(),
        labels,
        rows.size() > PAGE ? text(shown.getLast(), FileColumns.PATH) : "");
  }

  private static DatasetVersionView.Content content(
      DatasetVersion version, Map<String, String> row, List<String> labels) {
    String size = text(row, FileColumns.SIZE);
    return new DatasetVersionView.Content(
        text(row, FileColumns.PATH),
        "/api/v1/datasets/%s/contents/%s"
            .formatted(version.dataset(), text(row, FileColumns.DIGEST).replace("sha256:", "")),
        size.matches("[0-9]{1,18}") ? FileTrees.size(Long.parseLong(size)) : size,
        text(row, FileColumns.DIGEST),
        labels.stream().map(label -> text(row, label)).toList());
  }

  private static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }
}
