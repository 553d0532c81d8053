package dev.evenkeel.server;

import dev.evenkeel.base.Role;
import dev.evenkeel.console.DatasetVersionView;
import dev.evenkeel.console.HistogramView;
import dev.evenkeel.console.RunView;
import dev.evenkeel.console.VersionView;
import dev.evenkeel.data.ClassifiedColumns;
import dev.evenkeel.data.ColumnStatistics;
import dev.evenkeel.data.Dataset;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.StoredFile;
import dev.evenkeel.registry.Lineage;
import dev.evenkeel.store.Acting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// Puts a version of a dataset into the words of its page.
final class DatasetVersionPage {
  private static final int FILES_MAX = 100;
  private static final int COLUMNS_MAX = 500;

  private final Datasets datasets;
  private final Lineage lineage;
  private final Supplier<String> server;

  /// @param server its address, as readers type it
  DatasetVersionPage(Datasets datasets, Lineage lineage, Supplier<String> server) {
    this.datasets = datasets;
    this.lineage = lineage;
    this.server = server;
  }

  DatasetVersionView of(Dataset dataset, DatasetVersion version, String after, String problem) {
    List<StoredFile> files = datasets.files(version);
    ClassifiedColumns classified = ClassifiedColumns.of(datasets, dataset);
    return new DatasetVersionView(
        version.dataset(),
        String.valueOf(version.number()),
        version.description(),
        version.parent() > 0 && datasets.version(version.dataset(), version.parent()).isPresent()
            ? String.valueOf(version.parent())
            : "",
        datasets
            .newest(version.dataset())
            .map(newest -> String.valueOf(newest.number()))
            .orElse(String.valueOf(version.number())),
        datasets.labels().aliases(version.dataset()).entrySet().stream()
            .filter(alias -> alias.getValue() == version.number())
            .map(Map.Entry::getKey)
            .toList(),
        ModelViews.pairs(datasets.labels().tags(version)),
        figures(version),
        facts(version),
        version.rejected() == 0 ? "0" : "%,d".formatted(version.rejected()),
        datasets.statistics(version).stream()
            .limit(COLUMNS_MAX)
            .map(column -> column(column, classified.holds(column)))
            .toList(),
        DatasetTexts.rules(datasets.checksJson(version)),
        files.stream().limit(FILES_MAX).map(file -> file(version, file)).toList(),
        files.size() <= FILES_MAX,
        DatasetFolder.of(datasets, version, after),
        LineagePicture.of(
            DatasetLineage.of(
                version, lineage.from("dataset:" + version.dataset() + "@" + version.number())),
            new DatasetLinks(datasets)),
        DatasetSnippets.of(version, server.get()),
        Acting.now().who().may(Role.EDITOR, dataset.project()),
        problem);
  }

  private static List<RunView.Pair> figures(DatasetVersion version) {
    return List.of(
        new RunView.Pair("rows", "%,d".formatted(version.total().rows())),
        new RunView.Pair("rows added", "%,d".formatted(version.rows())),
        new RunView.Pair("rows removed", "%,d".formatted(version.rowsRemoved())),
        new RunView.Pair("rows rejected", "%,d".formatted(version.rejected())),
        new RunView.Pair("files", "%,d".formatted(version.total().files())));
  }

  private static List<VersionView.Fact> facts(DatasetVersion version) {
    List<VersionView.Fact> shown = new ArrayList<>();
    add(shown, "made by", version.operation().name().toLowerCase(Locale.ROOT));
    add(shown, "who", version.madeBy());
    add(shown, "why", version.message());
    add(shown, "business time", ShownTimes.minute(version.at().toEpochMilli()));
    add(shown, "contract", version.contract());
    add(shown, "size", FileTrees.size(version.total().bytes()));
    add(shown, "source", version.origin().uri());
    add(shown, "query", version.origin().query());
    add(shown, "watermark", version.origin().watermark());
    add(shown, "pipeline run", version.origin().pipelineRun());
    add(shown, "code", version.origin().codeCommit());
    add(shown, "digest", version.digest());
    return shown;
  }

  private static void add(List<VersionView.Fact> shown, String name, String value) {
    if (!value.isEmpty()) {
      shown.add(new VersionView.Fact(name, value, ""));
    }
  }

  private static DatasetVersionView.Column column(ColumnStatistics column, boolean isClassified) {
    boolean hasNumbers = column.numbers().count() > 0 && !isClassified;
    return new DatasetVersionView.Column(
        column.column(),
        column.type(),
        DatasetTexts.missing(column),
        DatasetTexts.distinct(column),
        hasNumbers ? DatasetTexts.value(column, column.numbers().min()) : "",
        hasNumbers ? DatasetTexts.value(column, column.numbers().max()) : "",
        hasNumbers ? DatasetTexts.value(column, column.numbers().mean()) : "",
        hasNumbers ? DatasetTexts.deviation(column) : "",
        isClassified ? "" : DatasetTexts.values(column),
        isClassified,
        isClassified ? HistogramView.NONE : DatasetPictures.histogram(column));
  }

  private static DatasetVersionView.File file(DatasetVersion version, StoredFile file) {
    return new DatasetVersionView.File(
        file.name(),
        "/api/v1%s/files/%s".formatted(DatasetTexts.address(version), file.name()),
        "%,d".formatted(file.rows()),
        FileTrees.size(file.size()),
        file.sha256());
  }
}
