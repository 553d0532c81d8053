package dev.evenkeel.files;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.util.List;

/// The columns of a dataset whose rows are files: three of ours, then its labels.
public final class FileColumns {
  /// Where the file is in its folder.
  public static final String PATH = "path";

  /// What is in it.
  public static final String DIGEST = "digest";

  /// How long it is, in bytes.
  public static final String SIZE = "size";

  /// Ours, in their order.
  public static final List<String> NAMES = List.of(PATH, DIGEST, SIZE);

  static final List<Property> OURS =
      List.of(
          Property.of(PATH, LogicalType.STRING, true),
          Property.of(DIGEST, LogicalType.STRING, true),
          Property.of(SIZE, LogicalType.INTEGER, true));

  private FileColumns() {}

  /// Whether rows of such columns are files.
  public static boolean areIn(List<Property> columns) {
    if (columns.size() < OURS.size()) {
      return false;
    }
    for (int at = 0; at < OURS.size(); at++) {
      Property ours = OURS.get(at);
      Property column = columns.get(at);
      if (!column.name().equals(ours.name()) || column.type() != ours.type()) {
        return false;
      }
    }
    return true;
  }

  /// The columns behind ours.
  public static List<String> labels(List<Property> columns) {
    return columns.stream().skip(OURS.size()).map(Property::name).toList();
  }
}
