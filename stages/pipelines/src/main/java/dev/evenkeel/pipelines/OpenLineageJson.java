package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.OpenLineageRun.Version;
import dev.evenkeel.pipelines.RunMoments.Change;
import dev.evenkeel.pipelines.RunMoments.Moment;
import dev.evenkeel.pipelines.definition.Step;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Writes run events as OpenLineage 2-0-2 has them.
final class OpenLineageJson {
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final String EVENT = SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent";
  private static final String FACETS = SPEC + "facets/";
  private static final int MESSAGE_CHARS_MAX = 4_000;

  private final String namespace;
  private final String version;
  private final String producer;
  private final OpenLineage.Columns columns;

  OpenLineageJson(String namespace, String version, OpenLineage.Columns columns) {
    this.namespace = namespace;
    this.version = version;
    this.producer = "urn:evenkeel:" + version;
    this.columns = columns;
  }

  /// The id of a step's run: the same whoever tells of it, and however often.
  static String stepRunId(String runId, String step) {
    return UUID.nameUUIDFromBytes((runId + "/" + step).getBytes(StandardCharsets.UTF_8)).toString();
  }

  Map<String, Object> event(OpenLineageRun run, Moment moment) {
    String id = run.head().id();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("eventType", moment.change().name());
    json.put("eventTime", moment.at().toString());
    json.put("producer", producer);
    json.put("schemaURL", EVENT);
    json.put(
        "run",
        Map.of(
            "runId",
            moment.step().isEmpty() ? id : stepRunId(id, moment.step()),
            "facets",
            runFacets(run, moment)));
    Map<String, Object> job = job(run, moment);
    job.put("facets", jobFacets(run));
    json.put("job", job);
    json.put("inputs", datasets(run.inputs()));
    json.put("outputs", datasets(run.outputs()));
    return json;
  }

  private Map<String, Object> job(OpenLineageRun run, Moment moment) {
    String pipeline = run.pipeline().name();
    String name =
        run.step()
            .map(step -> {
              boolean isItem = !step.name().equals(moment.step());
              return pipeline + "." + step.name() + (isItem ? "[*]" : "");
            })
            .orElse(pipeline);
    return job(run, name);
  }

  private Map<String, Object> job(OpenLineageRun run, String name) {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("namespace", namespace + "/" + run.head().project());
    job.put("name", name);
    return job;
  }

  private Map<String, Object> runFacets(OpenLineageRun run, Moment moment) {
    Map<String, Object> facets = new LinkedHashMap<>();
    Map<String, Object> engine = facet("1-1-1/ProcessingEngineRunFacet");
    engine.put("version", version);
    engine.put("name", "Evenkeel");
    facets.put("processing_engine", engine);
    Map<String, Object> time = facet("1-0-1/NominalTimeRunFacet");
    time.put("nominalStartTime", run.head().at().toString());
    facets.put("nominalTime", time);
    if (!moment.step().isEmpty()) {
      Map<String, Object> parent = facet("1-2-0/ParentRunFacet");
      parent.put("run", Map.of("runId", run.head().id()));
      parent.put("job", job(run, run.pipeline().name()));
      facets.put("parent", parent);
    }
    if (moment.change() == Change.FAIL) {
      Map<String, Object> error = facet("1-0-1/ErrorMessageRunFacet");
      String message = moment.message();
      error.put(
          "message",
          message.length() > MESSAGE_CHARS_MAX ? message.substring(0, MESSAGE_CHARS_MAX) : message);
      boolean isPython = run.step().filter(step -> step.uses().equals("python")).isPresent();
      error.put("programmingLanguage", isPython ? "PYTHON" : "JAVA");
      facets.put("errorMessage", error);
    }
    return facets;
  }

  private Map<String, Object> jobFacets(OpenLineageRun run) {
    Map<String, Object> facets = new LinkedHashMap<>();
    Map<String, Object> type = facet("2-0-4/JobTypeJobFacet");
    type.put("processingType", "BATCH");
    type.put("integration", "EVENKEEL");
    type.put("jobType", run.step().isPresent() ? "STEP" : "PIPELINE");
    facets.put("jobType", type);
    run.step()
        .filter(step -> step.uses().equals("sql"))
        .map(Step::with)
        .map(with -> with.getOrDefault("query", ""))
        .ifPresent(query -> {
          Map<String, Object> sql = facet("1-1-0/SQLJobFacet");
          sql.put("query", query);
          facets.put("sql", sql);
        });
    return facets;
  }

  private List<Map<String, Object>> datasets(Set<Version> versions) {
    return versions.stream().map(this::dataset).toList();
  }

  private Map<String, Object> dataset(Version version) {
    Map<String, Object> facets = new LinkedHashMap<>();
    Map<String, Object> number = facet("1-0-1/DatasetVersionDatasetFacet");
    number.put("datasetVersion", version.number());
    facets.put("version", number);
    if (!version.isModel()) {
      List<Map<String, String>> fields =
          columns.of(version.reference()).entrySet().stream()
              .map(column -> Map.of("name", column.getKey(), "type", column.getValue()))
              .toList();
      if (!fields.isEmpty()) {
        Map<String, Object> schema = facet("1-2-0/SchemaDatasetFacet");
        schema.put("fields", fields);
        facets.put("schema", schema);
      }
    }
    Map<String, Object> dataset = new LinkedHashMap<>();
    dataset.put("namespace", namespace);
    // Datasets and models have names of their own, which may be the same.
    dataset.put("name", (version.isModel() ? "models/" : "datasets/") + version.name());
    dataset.put("facets", facets);
    return dataset;
  }

  private Map<String, Object> facet(String schema) {
    Map<String, Object> facet = new LinkedHashMap<>();
    facet.put("_producer", producer);
    String name = schema.substring(schema.indexOf('/') + 1);
    facet.put("_schemaURL", FACETS + schema + ".json#/$defs/" + name);
    return facet;
  }
}
