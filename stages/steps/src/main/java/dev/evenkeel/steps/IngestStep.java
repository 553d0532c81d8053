package dev.evenkeel.steps;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Fetches;
import dev.evenkeel.data.IngestResult;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.ValueType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Takes what a source has into a dataset, under the dataset's own contract. A step of a run does
/// so once, however often its work is begun anew.
final class IngestStep implements StepAction {
  private static final String ADDRESS = "address";
  private static final String INTO = "into";
  private static final String OVERWRITE = "overwrite";

  private final Datasets datasets;
  private final Fetches fetches;

  IngestStep(Datasets datasets, Fetches fetches) {
    this.datasets = datasets;
    this.fetches = fetches;
  }

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public Signature signature() {
    return new Signature(
        Map.of(),
        Map.of(
            "dataset", PortType.of(ValueType.DATASET),
            "rows", PortType.of(ValueType.INTEGER),
            "rejected", PortType.of(ValueType.INTEGER),
            "isNew", PortType.of(ValueType.BOOLEAN)),
        false);
  }

  @Override
  public void check(Map<String, String> with) {
    Settings.check(name(), with, Set.of(ADDRESS, INTO), Set.of("query", "watermark", OVERWRITE));
    Names.check("dataset", with.getOrDefault(INTO, ""));
    String overwrite = with.getOrDefault(OVERWRITE, "false");
    if (!Set.of("true", "false").contains(overwrite)) {
      throw Settings.wrong(
          "`overwrite` of an `ingest` step is `%s`".formatted(Names.abbreviate(overwrite)),
          "true or false",
          "");
    }
  }

  @Override
  public Map<String, String> run(StepContext context) {
    Map<String, String> with = context.with();
    String into = with.getOrDefault(INTO, "");
    Optional<IngestResult> result =
        fetches.fetch(
            new Fetches.Fetch(
                into,
                with.getOrDefault(ADDRESS, ""),
                with.getOrDefault("query", ""),
                with.getOrDefault("watermark", ""),
                Boolean.parseBoolean(with.getOrDefault(OVERWRITE, "false")),
                context.at(),
                "fetched by step %s of run %s".formatted(context.step().name(), context.runId()),
                Optional.of(context.runId())));
    if (result.isEmpty()) {
      context.step().log().line("%s has nothing new".formatted(with.get(ADDRESS)));
      return answers(newest(into), 0, 0, false);
    }
    DatasetVersion version =
        result.get().version().orElseThrow(() -> Versions.refused(into, result.get()));
    return answers(version, version.rows(), result.get().rejected(), true);
  }

  private DatasetVersion newest(String dataset) {
    return datasets
        .newest(dataset)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.INPUT,
                    "the source has nothing, and dataset %s has no version".formatted(dataset),
                    "look at the source")
                .asException());
  }

  private static Map<String, String> answers(
      DatasetVersion version, long rows, long rejected, boolean isNew) {
    Map<String, String> answers = new TreeMap<>();
    answers.put("dataset", version.toString());
    answers.put("rows", String.valueOf(rows));
    answers.put("rejected", String.valueOf(rejected));
    answers.put("isNew", String.valueOf(isNew));
    return answers;
  }
}
