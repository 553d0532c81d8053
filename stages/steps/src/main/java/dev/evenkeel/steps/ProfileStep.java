package dev.evenkeel.steps;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.ClassifiedColumns;
import dev.evenkeel.data.ColumnStatistics;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.ProfileJson;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.Signature.Port;
import dev.evenkeel.pipelines.definition.ValueType;
import dev.evenkeel.store.BlobStore;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Answers the statistics of a dataset version that its page shows.
final class ProfileStep implements StepAction {
  private static final String DATASET = "dataset";

  private final Datasets datasets;
  private final Versions versions;
  private final BlobStore blobs;

  ProfileStep(Datasets datasets, BlobStore blobs) {
    this.datasets = datasets;
    this.versions = new Versions(datasets);
    this.blobs = blobs;
  }

  @Override
  public String name() {
    return "profile";
  }

  @Override
  public void check(Map<String, String> with) {
    Settings.check(name(), with, Set.of(), Set.of());
  }

  @Override
  public Signature signature() {
    return new Signature(
        Map.of(DATASET, new Port(PortType.of(ValueType.DATASET), true)),
        Map.of(
            "profile", PortType.of(ValueType.FILE),
            "rows", PortType.of(ValueType.INTEGER),
            "columns", PortType.of(ValueType.INTEGER),
            "nullRate", PortType.of(ValueType.NUMBER),
            "nullColumn", PortType.of(ValueType.TEXT)),
        false);
  }

  @Override
  public Optional<String> code(StepContext context) {
    return Optional.of("profile 1");
  }

  @Override
  public Map<String, String> run(StepContext context) {
    DatasetVersion version = versions.of(context.step().inputs().getOrDefault(DATASET, ""));
    List<ColumnStatistics> columns = datasets.statistics(version);
    if (columns.isEmpty()) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "%s has no statistics: it is of before they were kept".formatted(version),
              "profile a newer version")
          .asException();
    }
    Optional<ColumnStatistics> emptiest =
        columns.stream()
            .max(Comparator.comparingDouble(ProfileStep::nullRate))
            .filter(column -> column.nulls() > 0);
    Map<String, String> answers = new TreeMap<>();
    answers.put("profile", blobs.put(profile(version)));
    answers.put("rows", String.valueOf(version.total().rows()));
    answers.put("columns", String.valueOf(columns.size()));
    answers.put("nullRate", String.valueOf(emptiest.map(ProfileStep::nullRate).orElse(0.0)));
    answers.put("nullColumn", emptiest.map(ColumnStatistics::column).orElse(""));
    return answers;
  }

  private static double nullRate(ColumnStatistics column) {
    return column.rows() == 0 ? 0 : (double) column.nulls() / column.rows();
  }

  private byte[] profile(DatasetVersion version) {
    ClassifiedColumns classified =
        datasets
            .dataset(version.dataset())
            .map(dataset -> ClassifiedColumns.of(datasets, dataset))
            .orElseThrow();
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("version", version.toString());
    profile.put("rows", version.total().rows());
    profile.put("columns", ProfileJson.of(datasets, version, classified));
    return Json.text(profile).getBytes(StandardCharsets.UTF_8);
  }
}
