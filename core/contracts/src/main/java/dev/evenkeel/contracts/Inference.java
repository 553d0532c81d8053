package dev.evenkeel.contracts;

import java.util.ArrayList;
import java.util.List;

/// Drafts a contract from what columns look like. A draft must not reject tomorrow's honest rows:
/// it demands types and presence, warns of unseen levels, and sets no bounds on numbers.
public final class Inference {
  private static final int LEVELS_MAX = 50;

  private Inference() {}

  /// A contract of version 0.1.0.
  ///
  /// @param id of the contract and its table
  public static Contract infer(String id, List<ColumnSummary> columns) {
    List<Property> properties = new ArrayList<>();
    for (ColumnSummary column : columns) {
      Property plain =
          Property.of(column.name(), column.type(), column.missing() == 0)
              .withFormat(column.format());
      boolean levels =
          column.type() == LogicalType.STRING
              && !column.values().isEmpty()
              && column.values().size() <= LEVELS_MAX;
      properties.add(levels ? plain.withAllowed(column.values(), Severity.WARNING) : plain);
    }
    return new Contract(
        id, "0.1.0", "", "Inferred from data; every line of it is a guess.", id, properties);
  }
}
