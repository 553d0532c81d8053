package dev.evenkeel.server;

import dev.evenkeel.console.DatasetVersionView;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import java.util.List;
import java.util.Map;

/// Lists the files that are the rows of a version, where they are.
final class DatasetFolder {
  private static final int PAGE = 100;
  private static final String PATH = "path";
  private static final List<String> COLUMNS = List.of(PATH, "digest", "size");

  private DatasetFolder() {}

  /// @param after only paths behind it
  static DatasetVersionView.Folder of(Datasets datasets, DatasetVersion version, String after) {
    List<Property> columns = datasets.columns(version);
    if (!isOfFiles(columns)) {
      return DatasetVersionView.Folder.NONE;
    }
    List<String> labels = columns.stream().skip(COLUMNS.size()).map(Property::name).toList();
    List<Map<String, String>> rows = datasets.rowsBy(version, PATH, after, PAGE + 1);
    List<Map<String, String>> shown = rows.subList(0, Math.min(PAGE, rows.size()));
    return new DatasetVersionView.Folder(
        shown.stream().map(row -> content(version, row, labels)).toList(),
        labels,
        rows.size() > PAGE ? text(shown.getLast(), PATH) : "");
  }

  /// As [dev.evenkeel.files.FileDatasets] makes them.
  private static boolean isOfFiles(List<Property> columns) {
    List<Property> first = columns.stream().limit(COLUMNS.size()).toList();
    return first.stream().map(Property::name).toList().equals(COLUMNS)
        && first.stream()
            .map(Property::type)
            .toList()
            .equals(List.of(LogicalType.STRING, LogicalType.STRING, LogicalType.INTEGER));
  }

  private static DatasetVersionView.Content content(
      DatasetVersion version, Map<String, String> row, List<String> labels) {
    String size = text(row, "size");
    return new DatasetVersionView.Content(
        text(row, PATH),
        "/api/v1/datasets/%s/contents/%s"
            .formatted(version.dataset(), text(row, "digest").replace("sha256:", "")),
        size.matches("[0-9]{1,18}") ? FileTrees.size(Long.parseLong(size)) : size,
        text(row, "digest"),
        labels.stream().map(label -> text(row, label)).toList());
  }

  private static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }
}
