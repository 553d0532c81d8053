package dev.evenkeel.packaging;

import dev.evenkeel.automation.Replay;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.ContractWriter;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Inference;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.History;
import dev.evenkeel.data.TimeFormat;
import dev.evenkeel.models.DatasetSource;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.FeatureProgram;
import dev.evenkeel.models.ModelProject;
import dev.evenkeel.models.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Drafts a model project from a history: what a careful person would write first, each guess
/// named.
///
/// Levels, classes and thresholds come from the first year, which is what would have been known;
/// only types and whether a column is ever empty come from the whole file, as a person would know
/// them of their own data.
public final class ProjectInference {
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
  private static final int NAME_CHARS_MAX = 60;

  private final Datasets datasets;

  public ProjectInference(Datasets datasets) {
    this.datasets = datasets;
  }

  /// A project that replays the file.
  ///
  /// @param folder where it will be written, from which the file is named
  public ProjectDraft infer(InferenceRequest request, Path folder) {
    TimeFormat time = timeFormat(request);
    try (History history = datasets.history(request.file(), request.time(), time.pattern())) {
      Instant served = Replay.servedFrom(history);
      Columns columns =
          new Columns(
              request,
              time,
              history.summaries(History.BEGINNING, served),
              history.summaries(History.BEGINNING, END));
      return draft(request, folder, columns, history, served);
    }
  }

  private TimeFormat timeFormat(InferenceRequest request) {
    return request
        .timePattern()
        .map(TimeFormat::written)
        .or(() -> datasets.timeFormat(request.file(), request.time()))
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.INPUT,
                    "the times of column `%s` cannot be read"
                        .formatted(Names.abbreviate(request.time())),
                    request.file().getFileName().toString(),
                    "ISO 8601, or another common way to write a date",
                    "say how they are written: --time-format yyMMdd, for example")
                .asException());
  }

  private static ProjectDraft draft(
      InferenceRequest request, Path folder, Columns columns, History history, Instant served) {
    String name = name(request.file());
    List<String> notes = new ArrayList<>();
    notes.add(columns.timeNote());
    Target target = new TargetInference(columns, request).target(notes);
    List<Feature> features =
        request
            .model()
            .map(model -> ModelFeatures.of(model, columns))
            .orElseGet(() -> new FeatureInference(columns).features(notes));
    Contract contract = contract(name, columns);
    ModelProject project = project(name, source(request, folder), request.time(), target, features);
    Frame known = history.rows(contract, History.BEGINNING, served);
    leaks(known, features, contract, target, notes);
    Thresholds thresholds = Thresholds.of(known.rows(), target.rarestRows(known));
    notes.add(thresholds.note());
    Map<String, String> files = new LinkedHashMap<>();
    files.put("evenkeel.yaml", project.write());
    files.put(project.dataset().contract(), ContractWriter.write(contract));
    files.put(project.pipeline(), ProjectFiles.pipeline());
    files.put(project.monitoring(), ProjectFiles.monitoring(target, thresholds));
    files.put(project.policy(), ProjectFiles.policy(thresholds));
    files.put("README.md", ProjectFiles.readme(name, request, notes));
    files.put(".gitignore", ".evenkeel/\n");
    return new ProjectDraft(name, files, notes);
  }

  private static ModelProject project(
      String name, String source, String time, Target target, List<Feature> features) {
    return new ModelProject(
        name,
        name,
        new DatasetSource(name, "contracts/data.odcs.yaml", source, time),
        target,
        features,
        "pipelines/train.yaml",
        "monitoring.yaml",
        "policy.yaml");
  }

  private static void leaks(
      Frame known, List<Feature> features, Contract contract, Target target, List<String> notes) {
    List<String> fields = FeatureProgram.compile(features, contract.properties()).fields();
    for (String leak : Leaks.suspects(known, fields, target)) {
      notes.add(
          "take care: %s tells %s all by itself; remove the feature if it is known only later"
              .formatted(leak, target.column()));
    }
  }

  /// The time has the format that was found, the target arrives later, and the rest is as it looks.
  private static Contract contract(String name, Columns columns) {
    Contract inferred = Inference.infer(name, columns.contractColumns());
    List<Property> properties = new ArrayList<>();
    for (Property property : inferred.properties()) {
      if (property.name().equals(columns.time())) {
        properties.add(columns.timeFormat().property(property.name()));
      } else if (property.name().equals(columns.target())) {
        properties.add(
            property.withRequired(false).withAllowed(List.of(), property.allowedSeverity()));
      } else {
        properties.add(property);
      }
    }
    return inferred.withProperties(properties);
  }

  private static String source(InferenceRequest request, Path folder) {
    Path file = request.file().toAbsolutePath().normalize();
    Path from = folder.toAbsolutePath().normalize();
    return file.getRoot() != null && file.getRoot().equals(from.getRoot())
        ? from.relativize(file).toString()
        : file.toString();
  }

  /// `House Sales.csv.gz` is `house-sales`.
  static String name(Path file) {
    String plain =
        file.getFileName()
            .toString()
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\.(gz|csv|tsv|txt|parquet)(?=\\.|$)", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String cut = plain.substring(0, Math.min(NAME_CHARS_MAX, plain.length()));
    return cut.isEmpty() ? "history" : cut;
  }
}
