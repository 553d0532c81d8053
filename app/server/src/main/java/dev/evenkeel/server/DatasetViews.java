package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.console.DatasetDiffView;
import dev.evenkeel.console.DatasetSource;
import dev.evenkeel.console.DatasetVersionView;
import dev.evenkeel.console.DatasetView;
import dev.evenkeel.console.DatasetsView;
import dev.evenkeel.console.QuarantineView;
import dev.evenkeel.console.RunView;
import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.data.ClassifiedColumns;
import dev.evenkeel.data.Dataset;
import dev.evenkeel.data.DatasetReference;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.QuarantinedRow;
import dev.evenkeel.data.VersionDiffs;
import dev.evenkeel.registry.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Puts datasets into the words of their pages.
final class DatasetViews implements DatasetSource {
  private static final int DATASETS = 30;
  private static final int VERSIONS = 50;
  private static final int REJECTED = 50;

  private final Datasets datasets;
  private final DatasetVersionPage versionPage;

  /// @param server its address, as readers type it
  DatasetViews(Datasets datasets, Lineage lineage, Supplier<String> server) {
    this.datasets = datasets;
    this.versionPage = new DatasetVersionPage(datasets, lineage, server);
  }

  @Override
  public DatasetsView datasets(String search, String after) {
    // One more says whether a page follows.
    List<Dataset> found = datasets.datasets(search.strip(), after, DATASETS + 1);
    List<Dataset> shown = found.subList(0, Math.min(DATASETS, found.size()));
    Map<String, Long> quarantined =
        datasets.rejected().kept(shown.stream().map(Dataset::name).toList());
    return new DatasetsView(
        search,
        shown.stream().map(each -> row(each, quarantined.getOrDefault(each.name(), 0L))).toList(),
        found.size() > DATASETS ? shown.getLast().name() : "");
  }

  private DatasetsView.Row row(Dataset dataset, long quarantined) {
    List<String> aliases =
        datasets.labels().aliases(dataset.name()).entrySet().stream()
            .map(alias -> alias.getKey() + " → " + alias.getValue())
            .toList();
    return datasets
        .newest(dataset.name())
        .map(newest ->
            new DatasetsView.Row(
                dataset.name(),
                dataset.description(),
                String.valueOf(newest.number()),
                "%,d".formatted(newest.total().rows()),
                "%,d files".formatted(newest.total().files()),
                FileTrees.size(newest.total().bytes()),
                String.valueOf(newest.rejected()),
                "%,d".formatted(quarantined),
                DatasetTexts.result(DatasetTexts.rules(datasets.checksJson(newest))),
                aliases,
                ShownTimes.minute(newest.at().toEpochMilli())))
        .orElseGet(() ->
            new DatasetsView.Row(
                dataset.name(),
                dataset.description(),
                "",
                "–",
                "",
                "–",
                "0",
                "%,d".formatted(quarantined),
                DatasetTexts.result(List.of()),
                aliases,
                ShownTimes.minute(dataset.created().toEpochMilli())));
  }

  @Override
  public DatasetView dataset(String name, int before) {
    Dataset dataset = demand(name);
    List<DatasetVersion> versions = datasets.allVersions(name, before, VERSIONS);
    List<Integer> numbers = versions.stream().map(DatasetVersion::number).toList();
    Map<Integer, Map<String, String>> tags = datasets.labels().tags(name, numbers);
    Map<String, Integer> aliases = datasets.labels().aliases(name);
    Map<Integer, String> checks = datasets.checksJson(name, numbers);
    return new DatasetView(
        name,
        dataset.description(),
        dataset
            .contract()
            .map(yaml -> ContractReader.read(yaml, "the contract of " + name).toString())
            .orElse(""),
        ModelViews.pairs(datasets.labels().tags(name)),
        aliases.entrySet().stream()
            .map(alias -> new DatasetView.Alias(alias.getKey(), String.valueOf(alias.getValue())))
            .toList(),
        versions.stream()
            .map(each ->
                version(
                    each,
                    aliases,
                    tags.getOrDefault(each.number(), Map.of()),
                    checks.getOrDefault(each.number(), "[]")))
            .toList(),
        DatasetPictures.trend(versions),
        RuleTrends.of(versions, checks),
        versions.size() == VERSIONS && versions.getLast().number() > 1
            ? String.valueOf(versions.getLast().number())
            : "",
        newestTwo(versions));
  }

  private static List<String> newestTwo(List<DatasetVersion> versions) {
    List<String> kept =
        versions.stream()
            .filter(each -> each.state() == DatasetVersion.State.PUBLISHED)
            .limit(2)
            .map(each -> String.valueOf(each.number()))
            .toList();
    return kept.reversed();
  }

  private static DatasetView.Version version(
      DatasetVersion version,
      Map<String, Integer> aliases,
      Map<String, String> tags,
      String checks) {
    return new DatasetView.Version(
        String.valueOf(version.number()),
        version.state() == DatasetVersion.State.PUBLISHED,
        version.state().name().toLowerCase(Locale.ROOT),
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue() == version.number())
            .map(Map.Entry::getKey)
            .toList(),
        tags.entrySet().stream()
            .map(tag -> tag.getValue().isEmpty() ? tag.getKey() : written(tag))
            .toList(),
        version.operation().name().toLowerCase(Locale.ROOT),
        "%,d".formatted(version.total().rows()),
        "%+,d".formatted(version.rows() - version.rowsRemoved()),
        version.rejected() == 0 ? "0" : "%,d".formatted(version.rejected()),
        DatasetTexts.result(DatasetTexts.rules(checks)),
        version.madeBy(),
        version.message(),
        ShownTimes.minute(version.at().toEpochMilli()));
  }

  private static String written(Map.Entry<String, String> tag) {
    return tag.getKey() + ": " + DatasetTexts.shortened(tag.getValue());
  }

  private Dataset demand(String name) {
    return datasets
        .dataset(name)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "dataset `%s` does not exist".formatted(Names.abbreviate(name)),
                    "see /datasets")
                .asException());
  }

  private DatasetVersion demand(String name, String version) {
    demand(name);
    return datasets.demand(new DatasetReference(name, DatasetReference.pointer(version)));
  }

  @Override
  public DatasetVersionView version(String name, String version, String after, String problem) {
    Dataset dataset = demand(name);
    return versionPage.of(dataset, demand(name, version), after, problem);
  }

  @Override
  public DatasetDiffView diff(String name, String from, String to) {
    Dataset dataset = demand(name);
    DatasetVersion later = demand(name, to.isBlank() ? "latest" : to.strip());
    DatasetVersion earlier =
        demand(name, from.isBlank() ? String.valueOf(Math.max(1, later.parent())) : from.strip());
    return DatasetDiffPage.of(
        datasets.diffs().of(earlier, later, new VersionDiffs.Rows.ByFile()),
        ClassifiedColumns.of(datasets, dataset));
  }

  @Override
  public QuarantineView quarantine(String name, String version, int after) {
    demand(name);
    DatasetVersion of =
        datasets.demandBatch(new DatasetReference(name, DatasetReference.pointer(version)));
    boolean isKept = of.quarantineDigest().isPresent();
    List<QuarantinedRow> rows = datasets.rejected().page(of, after, REJECTED);
    List<String> columns =
        rows.isEmpty() ? List.of() : List.copyOf(rows.getFirst().values().keySet());
    List<QuarantineView.Row> shown = new ArrayList<>();
    for (QuarantinedRow row : rows) {
      shown.add(
          new QuarantineView.Row(
              "%,d".formatted(after + shown.size() + 1),
              columns.stream().map(column -> text(row, column)).toList(),
              row.reasons()));
    }
    return new QuarantineView(
        name,
        String.valueOf(of.number()),
        of.rejected() == 0 ? "0" : "%,d".formatted(of.rejected()),
        of.state() == DatasetVersion.State.REJECTED,
        isKept,
        columns,
        shown,
        after + rows.size() < of.rejected() && !rows.isEmpty()
            ? String.valueOf(after + rows.size())
            : "",
        repair(of));
  }

  private static String text(QuarantinedRow row, String column) {
    String value = row.values().get(column);
    return value == null ? "" : value;
  }

  private static List<RunView.Pair> repair(DatasetVersion version) {
    String name = version.dataset();
    return Stream.of(
            new RunView.Pair(
                "1. Take the rows out, with their reasons (editors also see classified values):",
                "evenkeel data quarantine %s --json --unmasked --limit 1000 > rejected.json"
                    .formatted(version)),
            new RunView.Pair(
                "2. Write the repaired rows, without their reasons, into a file with the dataset's"
                    + " columns, and take it in as the next version:",
                "evenkeel data ingest %s repaired.csv --message \"repaired rows of version %d\""
                    .formatted(name, version.number())))
        .toList();
  }

  @Override
  public void describe(String name, int version, String description) {
    datasets.labels().describe(demand(name, String.valueOf(version)), description);
  }

  @Override
  public void tag(String name, int version, String tag, String value) {
    datasets.labels().tag(demand(name, String.valueOf(version)), tag, value);
  }

  @Override
  public void untag(String name, int version, String tag) {
    datasets.labels().untag(demand(name, String.valueOf(version)), tag);
  }

  @Override
  public void alias(String name, int version, String alias) {
    datasets.labels().setAlias(demand(name, String.valueOf(version)), alias);
  }

  @Override
  public void removeAlias(String name, String alias) {
    datasets.labels().removeAlias(name, alias);
  }
}
