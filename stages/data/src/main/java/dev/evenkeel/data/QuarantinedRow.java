package dev.evenkeel.data;

import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Property;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row that broke its contract, as it came.
///
/// @param reasons each rule that it broke, in plain words
public record QuarantinedRow(Map<String, @Nullable String> values, List<String> reasons) {
  private static final String MASK = "***";

  public QuarantinedRow {
    reasons = List.copyOf(reasons);
  }

  /// The same without the values of classified columns, in its reasons neither.
  QuarantinedRow masked(Contract contract) {
    Map<String, @Nullable String> seen = new LinkedHashMap<>(values);
    List<String> told = reasons;
    for (Property property : contract.properties()) {
      String value = values.get(property.name());
      if (property.isClassified() && value != null) {
        seen.put(property.name(), MASK);
        told = told.stream().map(reason -> masked(reason, property.name(), value)).toList();
      }
    }
    return new QuarantinedRow(seen, told);
  }

  // As Staging writes it.
  private static String masked(String reason, String column, String value) {
    String start = column + ": `";
    return reason.startsWith(start + value + "`")
        ? start + MASK + reason.substring(start.length() + value.length())
        : reason;
  }
}
