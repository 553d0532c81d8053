package dev.evenkeel.data;

import dev.evenkeel.profiles.Anomaly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What each batch of a dataset brought, and what of it is far from the batches before: its rows,
/// and the share of missing values in each column. Appended batches are compared with appended ones
/// and full refreshes with full refreshes; versions that brought no rows are not judged.
final class DatasetHistory {
  private final Datasets datasets;

  DatasetHistory(Datasets datasets) {
    this.datasets = datasets;
  }

  /// A version and what its batch was like.
  ///
  /// @param missing share of missing values by column; empty where no profile is kept
  /// @param odd by column what is odd; under the empty name the rows
  record Entry(DatasetVersion version, Map<String, Double> missing, Map<String, Anomaly> odd) {}

  /// The newest first.
  ///
  /// @param before a version's number; that one and later ones are left out
  List<Entry> of(String dataset, int before, int limit) {
    // Those before the shown ones are what these are judged by.
    List<DatasetVersion> versions =
        datasets.allVersions(dataset, before, limit + Anomaly.EARLIER_MAX + 1).stream()
            .filter(version ->
                version.state() == DatasetVersion.State.PUBLISHED
                    || version.state() == DatasetVersion.State.EXPIRED)
            .toList();
    Map<Integer, List<ColumnStatistics>> profiles = new HashMap<>();
    versions.forEach(version -> profiles.put(version.number(), datasets.statistics(version)));
    List<Entry> plain = new ArrayList<>();
    for (DatasetVersion version : versions) {
      plain.add(new Entry(version, missing(version, profiles), Map.of()));
    }
    List<Entry> judged = new ArrayList<>();
    for (int index = 0; index < Math.min(limit, plain.size()); index++) {
      judged.add(judged(plain.get(index), plain.subList(index + 1, plain.size()).reversed()));
    }
    return judged;
  }

  private static boolean bringsRows(DatasetVersion version) {
    return version.operation() == Operation.APPEND || version.operation() == Operation.OVERWRITE;
  }

  /// Of what a version appended: all that it lacks without what its parent lacked.
  private static Map<String, Double> missing(
      DatasetVersion version, Map<Integer, List<ColumnStatistics>> profiles) {
    Map<String, Double> missing = new LinkedHashMap<>();
    boolean isWhole = version.operation() == Operation.OVERWRITE || version.parent() == 0;
    boolean isKnown = isWhole || profiles.containsKey(version.parent());
    if (!bringsRows(version) || !isKnown || version.rows() == 0) {
      return missing;
    }
    for (ColumnStatistics column : profiles.getOrDefault(version.number(), List.of())) {
      Optional<ColumnStatistics> earlier =
          isWhole ? Optional.empty() : field(profiles.get(version.parent()), column.field());
      long rows = column.rows() - earlier.map(ColumnStatistics::rows).orElse(0L);
      long nulls = column.nulls() - earlier.map(ColumnStatistics::nulls).orElse(0L);
      // A column that came later has a profile of its own rows only.
      if (rows > 0 && rows == version.rows() && nulls >= 0) {
        missing.put(column.column(), (double) nulls / rows);
      }
    }
    return missing;
  }

  private static Optional<ColumnStatistics> field(
      @org.jspecify.annotations.Nullable List<ColumnStatistics> columns, int field) {
    return columns == null
        ? Optional.empty()
        : columns.stream().filter(column -> column.field() == field).findFirst();
  }

  /// @param before all entries before it, the newest last
  private static Entry judged(Entry entry, List<Entry> before) {
    if (!bringsRows(entry.version())) {
      return entry;
    }
    List<Entry> earlier =
        before.stream()
            .filter(each -> each.version().operation() == entry.version().operation())
            .toList();
    Map<String, Anomaly> odd = new LinkedHashMap<>();
    Anomaly.ofRows(
            earlier.stream().map(each -> (double) each.version().rows()).toList(),
            (double) entry.version().rows())
        .ifPresent(anomaly -> odd.put("", anomaly));
    entry
        .missing()
        .forEach((column, share) ->
            Anomaly.ofShare(
                    earlier.stream()
                        .flatMap(each -> Optional.ofNullable(each.missing().get(column)).stream())
                        .toList(),
                    share)
                .ifPresent(anomaly -> odd.put(column, anomaly)));
    return new Entry(entry.version(), entry.missing(), odd);
  }
}
