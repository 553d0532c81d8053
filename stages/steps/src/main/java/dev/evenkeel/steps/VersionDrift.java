package dev.evenkeel.steps;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.profiles.ColumnDrift;
import dev.evenkeel.profiles.ColumnProfile;
import dev.evenkeel.profiles.Drift;
import dev.evenkeel.profiles.ReferenceProfile;
import dev.evenkeel.profiles.WindowCounts;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Frames;
import dev.evenkeel.tables.Frames.Selected;
import dev.evenkeel.tables.Scratch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How far columns have moved between two versions. One column of a version is in memory at a time,
/// of no more than [#ROWS_MAX] rows about, which lie evenly in it and are always the same.
final class VersionDrift {
  private static final long ROWS_MAX = 1_000_000;
  private static final DuckDb.Limits LIMITS = new DuckDb.Limits("1GB", "20GB", 2);

  /// What a column's missing values are judged as, beside the values.
  private static final String MISSING = " (missing)";

  private final Datasets datasets;

  VersionDrift(Datasets datasets) {
    this.datasets = datasets;
  }

  /// The columns that can be compared: both versions have them, as the same kind of value, and they
  /// are no times, which move by themselves.
  ///
  /// @param wanted names; empty for all
  /// @throws dev.evenkeel.base.ProblemException for a wanted one that cannot be compared
  List<Property> common(DatasetVersion before, DatasetVersion after, List<String> wanted) {
    Map<String, Property> theirs = new TreeMap<>();
    datasets.columns(before).forEach(column -> theirs.put(column.name(), column));
    Map<String, Property> found = new LinkedHashMap<>();
    for (Property column : datasets.columns(after)) {
      Property other = theirs.get(column.name());
      if (other != null
          && !column.type().isTime()
          && !other.type().isTime()
          && other.type().isNumeric() == column.type().isNumeric()) {
        found.put(column.name(), column);
      }
    }
    if (wanted.isEmpty()) {
      return List.copyOf(found.values());
    }
    List<Property> chosen = new ArrayList<>();
    for (String name : wanted) {
      Property column = found.get(name);
      if (column == null) {
        throw new Problem(
                Problem.Kind.INPUT,
                "column `%s` cannot be compared".formatted(Names.abbreviate(name)),
                "setting `columns`, %s and %s".formatted(before, after),
                "a column of both that holds no times: " + String.join(", ", found.keySet()),
                "")
            .asException();
      }
      chosen.add(column);
    }
    return chosen;
  }

  /// Judges all of them together, since chance moves one of many columns more easily.
  ///
  /// @param tolerance of a move, nearly a PSI
  /// @param q share of false alarms among the columns that alarm
  List<ColumnDrift> judge(
      DatasetVersion before,
      DatasetVersion after,
      List<Property> columns,
      double tolerance,
      double q) {
    try (Scratch scratch = Scratch.create()) {
      Table old = table(before, scratch.folder().resolve("before.parquet"));
      Table young = table(after, scratch.folder().resolve("after.parquet"));
      Map<String, ColumnProfile> profiles = new LinkedHashMap<>();
      WindowCounts window = new ReferenceProfile(0, Map.of()).count(new Frame(0, Map.of()));
      try (DuckDb duck =
          DuckDb.confined(scratch.folder(), List.of(old.file(), young.file()), LIMITS)) {
        for (Property column : columns) {
          ReferenceProfile profile = profile(duck, old, column);
          profiles.putAll(profile.columns());
          window = window.plus(profile.count(read(duck, young, column)));
        }
      }
      return Drift.judge(
          new ReferenceProfile(before.total().rows(), profiles), window, tolerance, q);
    }
  }

  private Table table(DatasetVersion version, Path file) {
    datasets.exports().parquet(version, file);
    return new Table(file, Math.max(1, version.total().rows() / ROWS_MAX));
  }

  /// @param step every such row is read
  private record Table(Path file, long step) {}

  private static ReferenceProfile profile(DuckDb duck, Table table, Property column) {
    return ReferenceProfile.of(
        read(duck, table, column), List.of(column.name(), column.name() + MISSING));
  }

  private static Frame read(DuckDb duck, Table table, Property property) {
    String rows =
        "from read_parquet(%s, file_row_number = true) where file_row_number %% %d = 0"
            .formatted(DuckDb.text(table.file().toString()), table.step());
    Frame frame =
        Frames.read(
            duck,
            List.of(new Selected(property.name(), property.type(), DuckDb.name(property.name()))),
            rows);
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    columns.put(property.name() + MISSING, missing(frame.column(property.name())));
    columns.put(property.name(), frame.column(property.name()));
    return new Frame(frame.rows(), columns);
  }

  private static Frame.Column missing(Frame.Column column) {
    String[] words = new String[column.length()];
    for (int row = 0; row < words.length; row++) {
      words[row] = isMissing(column, row) ? "missing" : "present";
    }
    return new Frame.Texts(words);
  }

  private static boolean isMissing(Frame.Column column, int row) {
    return switch (column) {
      case Frame.Numbers numbers -> Double.isNaN(numbers.values()[row]);
      case Frame.Texts texts -> texts.values()[row] == null;
      case Frame.Times times -> times.values()[row] == Frame.Times.MISSING;
    };
  }
}
