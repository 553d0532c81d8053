package dev.evenkeel.server;

import dev.evenkeel.console.DatasetDiffView;
import dev.evenkeel.console.HistogramView;
import dev.evenkeel.console.RunView;
import dev.evenkeel.data.ClassifiedColumns;
import dev.evenkeel.data.ColumnStatistics;
import dev.evenkeel.data.VersionDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Puts what differs between two versions into the words of its page.
final class DatasetDiffPage {
  private static final int COLUMNS_MAX = 200;

  private DatasetDiffPage() {}

  /// @param classified columns whose values are not shown
  static DatasetDiffView of(VersionDiff diff, ClassifiedColumns classified) {
    return new DatasetDiffView(
        diff.to().dataset(),
        String.valueOf(diff.from().number()),
        String.valueOf(diff.to().number()),
        figures(diff),
        diff.schema().stream()
            .map(change ->
                new DatasetDiffView.Change(change.change(), change.before(), change.after()))
            .toList(),
        diff.columns().stream()
            .limit(COLUMNS_MAX)
            .map(column -> column(column, isClassified(column, classified)))
            .toList());
  }

  private static List<RunView.Pair> figures(VersionDiff diff) {
    return List.of(
        new RunView.Pair("rows added", "%,d".formatted(diff.rowsAdded())),
        new RunView.Pair("rows removed", "%,d".formatted(diff.rowsRemoved())),
        new RunView.Pair("files added", "%,d".formatted(diff.filesAdded())),
        new RunView.Pair("files removed", "%,d".formatted(diff.filesRemoved())),
        new RunView.Pair(
            "rows now, of %,d before".formatted(diff.from().total().rows()),
            "%,d".formatted(diff.to().total().rows())));
  }

  private static boolean isClassified(VersionDiff.Column column, ClassifiedColumns classified) {
    return column.before().filter(classified::holds).isPresent()
        || column.after().filter(classified::holds).isPresent();
  }

  private static DatasetDiffView.Column column(VersionDiff.Column column, boolean isClassified) {
    List<DatasetDiffView.Statistic> statistics = new ArrayList<>();
    add(statistics, column, "missing", DatasetTexts::missing);
    add(statistics, column, "distinct", DatasetTexts::distinct);
    if (!isClassified) {
      add(statistics, column, "min", each -> DatasetTexts.value(each, each.numbers().min()));
      add(statistics, column, "mean", each -> DatasetTexts.value(each, each.numbers().mean()));
      add(statistics, column, "max", each -> DatasetTexts.value(each, each.numbers().max()));
      add(statistics, column, "deviation", DatasetTexts::deviation);
    }
    return new DatasetDiffView.Column(
        column.column(),
        statistics,
        isClassified ? HistogramView.NONE : histogram(column),
        isClassified);
  }

  private static HistogramView histogram(VersionDiff.Column column) {
    Optional<ColumnStatistics> only = column.before().or(column::after);
    return column.before().isPresent() && column.after().isPresent()
        ? DatasetPictures.both(column.before().get(), column.after().get())
        : only.map(DatasetPictures::histogram).orElse(HistogramView.NONE);
  }

  /// Only numbers have more than the first two.
  private static void add(
      List<DatasetDiffView.Statistic> statistics,
      VersionDiff.Column column,
      String name,
      Function<ColumnStatistics, String> written) {
    boolean isOfAll = statistics.size() < 2;
    Function<Optional<ColumnStatistics>, String> shown =
        side -> side.filter(each -> isOfAll || each.numbers().count() > 0).map(written).orElse("");
    String before = shown.apply(column.before());
    String after = shown.apply(column.after());
    if (!before.isEmpty() || !after.isEmpty()) {
      statistics.add(new DatasetDiffView.Statistic(name, before, after));
    }
  }
}
