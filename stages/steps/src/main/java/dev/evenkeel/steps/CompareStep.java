package dev.evenkeel.steps;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.ClassifiedColumns;
import dev.evenkeel.data.ColumnStatistics;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.Signature.Port;
import dev.evenkeel.pipelines.definition.ValueType;
import dev.evenkeel.profiles.ColumnDrift;
import dev.evenkeel.profiles.DriftSeverity;
import dev.evenkeel.store.BlobStore;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Says how far the columns of one dataset version have moved from those of another, by the rule
/// that monitors models.
final class CompareStep implements StepAction {
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String COLUMNS = "columns";
  private static final String TOLERANCE = "tolerance";
  private static final String TOLERANCE_USUAL = "0.02";
  private static final double TOLERANCE_END = 10;
  private static final double FALSE_ALARMS = 0.05;
  private static final PortType DATASET = PortType.of(ValueType.DATASET);

  private final Datasets datasets;
  private final Versions versions;
  private final VersionDrift drift;
  private final BlobStore blobs;

  CompareStep(Datasets datasets, BlobStore blobs) {
    this.datasets = datasets;
    this.versions = new Versions(datasets);
    this.drift = new VersionDrift(datasets);
    this.blobs = blobs;
  }

  @Override
  public String name() {
    return "compare";
  }

  @Override
  public Signature signature() {
    return new Signature(
        Map.of(AFTER, new Port(DATASET, true), BEFORE, new Port(DATASET, false)),
        Map.of(
            "drifted", PortType.of(ValueType.BOOLEAN),
            "driftedColumns", PortType.of(ValueType.INTEGER),
            "worst", PortType.of(ValueType.TEXT),
            "distance", PortType.of(ValueType.NUMBER),
            "report", PortType.of(ValueType.FILE)),
        false);
  }

  @Override
  public void check(Map<String, String> with) {
    Settings.check(name(), with, Set.of(), Set.of(COLUMNS, TOLERANCE));
    columns(with);
    tolerance(with);
  }

  private static List<String> columns(Map<String, String> with) {
    String written = with.getOrDefault(COLUMNS, "[]");
    return PortType.texts(written)
        .or(() -> Optional.of(List.of(written)).filter(_ -> !written.startsWith("[")))
        .orElseThrow(() ->
            Settings.wrong(
                "the columns of a `compare` step cannot be read",
                "a list such as `[price, region]`",
                ""));
  }

  private static double tolerance(Map<String, String> with) {
    String written = with.getOrDefault(TOLERANCE, TOLERANCE_USUAL);
    double tolerance;
    try {
      tolerance = Double.parseDouble(written);
    } catch (NumberFormatException _) {
      tolerance = Double.NaN;
    }
    if (!(tolerance >= 0 && tolerance < TOLERANCE_END)) {
      throw Settings.wrong(
          "tolerance `%s` of a `compare` step is out of bounds"
              .formatted(Names.abbreviate(written)),
          "a number from 0 to 10; 0.02 by default",
          "");
    }
    return tolerance;
  }

  @Override
  public Optional<String> code(StepContext context) {
    return Optional.of("compare 1");
  }

  @Override
  public Map<String, String> run(StepContext context) {
    Map<String, String> inputs = context.step().inputs();
    DatasetVersion after = versions.of(inputs.getOrDefault(AFTER, ""));
    Optional<DatasetVersion> before =
        inputs.containsKey(BEFORE)
            ? Optional.of(versions.of(inputs.getOrDefault(BEFORE, "")))
            : earlier(after);
    List<ColumnDrift> judged =
        before.map(earlier -> judge(context, earlier, after)).orElse(List.of());
    List<ColumnDrift> drifted = judged.stream().filter(CompareStep::isDrifted).toList();
    Optional<ColumnDrift> worst = judged.stream().max(CompareStep::byDistance);
    Set<String> guarded = guarded(before.map(each -> List.of(each, after)).orElse(List.of(after)));
    context.step().log().line(news(before, after, judged.size(), drifted, guarded));
    Map<String, String> answers = new TreeMap<>();
    answers.put("drifted", String.valueOf(!drifted.isEmpty()));
    answers.put("driftedColumns", String.valueOf(drifted.size()));
    answers.put("worst", worst.map(ColumnDrift::column).orElse(""));
    answers.put("distance", String.valueOf(worst.map(ColumnDrift::effect).orElse(0.0)));
    answers.put("report", blobs.put(report(context, before, after, judged, guarded)));
    return answers;
  }

  /// The one before in the same dataset; a first version has none, and cannot have drifted.
  private Optional<DatasetVersion> earlier(DatasetVersion version) {
    return datasets.versions(version.dataset(), version.number(), 1).stream().findFirst();
  }

  private List<ColumnDrift> judge(
      StepContext context, DatasetVersion before, DatasetVersion after) {
    List<String> wanted = columns(context.with());
    List<Property> common = drift.common(before, after, wanted);
    return drift.judge(before, after, common, tolerance(context.with()), FALSE_ALARMS);
  }

  /// Columns of which no value may be told, whatever they are called in each version.
  private Set<String> guarded(List<DatasetVersion> compared) {
    Set<String> guarded = new TreeSet<>();
    for (DatasetVersion version : compared) {
      ClassifiedColumns classified =
          datasets
              .dataset(version.dataset())
              .map(dataset -> ClassifiedColumns.of(datasets, dataset))
              .orElseThrow();
      guarded.addAll(classified.names());
      datasets.statistics(version).stream()
          .filter(classified::holds)
          .map(ColumnStatistics::column)
          .forEach(guarded::add);
    }
    return guarded;
  }

  private static String words(ColumnDrift column, Set<String> guarded) {
    return guarded.contains(column.column())
        ? column.column()
        : "%s: %s".formatted(column.column(), column.change());
  }

  private static boolean isDrifted(ColumnDrift column) {
    return column.severity().compareTo(DriftSeverity.WARNING) >= 0;
  }

  /// What has surely drifted goes before what only lies far apart.
  private static int byDistance(ColumnDrift one, ColumnDrift other) {
    return Comparator.comparing(CompareStep::isDrifted)
        .thenComparingDouble(ColumnDrift::effect)
        .compare(one, other);
  }

  private static String news(
      Optional<DatasetVersion> before,
      DatasetVersion after,
      int columns,
      List<ColumnDrift> drifted,
      Set<String> guarded) {
    if (before.isEmpty()) {
      return "%s has no version before it to compare with".formatted(after);
    }
    StringBuilder news =
        new StringBuilder(
            "%d of %d columns drifted from %s to %s"
                .formatted(drifted.size(), columns, before.get(), after));
    drifted.stream().limit(10).forEach(column -> news.append("; " + words(column, guarded)));
    return news.toString();
  }

  private static byte[] report(
      StepContext context,
      Optional<DatasetVersion> before,
      DatasetVersion after,
      List<ColumnDrift> judged,
      Set<String> guarded) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put(BEFORE, before.map(DatasetVersion::toString).orElse(""));
    report.put(AFTER, after.toString());
    report.put(TOLERANCE, tolerance(context.with()));
    report.put("drifted", judged.stream().anyMatch(CompareStep::isDrifted));
    report.put(COLUMNS, judged.stream().map(each -> column(each, guarded)).toList());
    return Json.text(report).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> column(ColumnDrift drift, Set<String> guarded) {
    Map<String, Object> column = new LinkedHashMap<>();
    column.put("column", drift.column());
    column.put("drifted", isDrifted(drift));
    column.put("severity", drift.severity().name());
    column.put("distance", drift.effect());
    column.put("psi", drift.psi());
    column.put("pValue", drift.pValue());
    column.put("rowsBefore", drift.reference());
    column.put("rowsAfter", drift.rows());
    if (!guarded.contains(drift.column())) {
      column.put("change", drift.change());
    }
    return column;
  }
}
