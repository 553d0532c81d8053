package dev.evenkeel.profiles;

import dev.evenkeel.contracts.Frame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the rows that a model was trained on looked like, column by column.
public record ReferenceProfile(long rows, Map<String, ColumnProfile> columns) {
  public ReferenceProfile {
    columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /// Profiles some columns of a frame; times have none.
  public static ReferenceProfile of(Frame frame, List<String> names) {
    Map<String, ColumnProfile> columns = new LinkedHashMap<>();
    for (String name : names) {
      switch (frame.column(name)) {
        case Frame.Numbers numbers -> columns.put(name, ColumnProfile.Numeric.of(numbers));
        case Frame.Texts texts -> columns.put(name, ColumnProfile.Categorical.of(texts));
        case Frame.Times times -> {}
      }
    }
    return new ReferenceProfile(frame.rows(), columns);
  }

  /// Counts a window on the reference's own bins.
  public WindowCounts count(Frame frame) {
    Map<String, long[]> counts = new LinkedHashMap<>();
    columns.forEach((name, profile) ->
        frame.find(name).ifPresent(column -> counts.put(name, profile.count(column))));
    return new WindowCounts(frame.rows(), counts);
  }
}
