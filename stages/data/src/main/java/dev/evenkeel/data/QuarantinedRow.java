package dev.evenkeel.data;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row that broke its contract, as it came.
///
/// @param reasons each rule that it broke, in plain words
public record QuarantinedRow(Map<String, @Nullable String> values, List<String> reasons) {
  public QuarantinedRow {
    reasons = List.copyOf(reasons);
  }
}
