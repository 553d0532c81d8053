package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Writes experiments and runs. A run is marked as complete last; one that was broken off is
/// written again, which changes nothing of what is there.
final class RunsImport {
  private static final String RUN = "runId";
  private static final String COMPLETE = ImportTarget.TAGS + "complete";
  private static final String EXPERIMENT = ImportTarget.TAGS + "experimentId";
  private static final String CREATED = ImportTarget.TAGS + "creationTime";
  private static final String OLD_PARENT = ImportTarget.TAGS + "parentRunId";
  private static final int POINTS_A_BATCH = 1_000;
  private static final int PAIRS_A_BATCH = 100;

  private final ImportSource source;
  private final ImportTarget target;
  private final ImportReport report;

  /// New ids by the old ones.
  private final Map<String, String> experiments = new HashMap<>();

  private final Map<String, String> runs = new HashMap<>();

  /// Old ids of parents by the new ids of their children.
  private final Map<String, String> parents = new LinkedHashMap<>();

  /// New ids of experiments and runs that are to end as deleted, as they were.
  private final List<String> deletedExperiments = new ArrayList<>();

  /// Whether all of a run came, by its new id.
  private final Map<String, Boolean> deletedRuns = new LinkedHashMap<>();

  RunsImport(ImportSource source, ImportTarget target, ImportReport report) {
    this.source = source;
    this.target = target;
    this.report = report;
  }

  /// @param names of the experiments that are wanted; none for all
  void write(Set<String> names) {
    List<ImportSource.Experiment> found =
        source.experiments().stream()
            .filter(each -> names.isEmpty() || names.contains(each.name()))
            .toList();
    for (String name : names) {
      if (found.stream().noneMatch(each -> each.name().equals(name))) {
        throw Problem.of(Problem.Kind.NOT_FOUND, "there is no experiment `%s`".formatted(name), "")
            .asException();
      }
    }
    for (ImportSource.Experiment each : found) {
      boolean isHere =
          report.attempt(
              "experiment " + each.name(), () -> experiments.put(each.id(), experiment(each)));
      if (isHere) {
        source.runs(each, run -> report.attempt("run " + run.id(), () -> write(run)));
        leaveOutTraces(each);
      }
    }
    parents.forEach((child, parent) ->
        report.attempt("parent of run " + child, () -> setParent(child, parent)));
    // Last, because nothing can be written to what is deleted.
    deletedRuns.forEach(
        (id, isComplete) -> report.attempt("run " + id, () -> deleteRun(id, isComplete)));
    for (String id : deletedExperiments) {
      report.attempt("experiment " + id, () -> deleteExperiment(id));
    }
  }

  /// The mark keeps one that somebody restores here from being deleted again.
  private void deleteExperiment(String id) {
    target.post(
        "experiments/set-experiment-tag",
        Map.of("experiment_id", id, "key", COMPLETE, "value", "true"));
    target.post("experiments/delete", Map.of("experiment_id", id));
  }

  private void leaveOutTraces(ImportSource.Experiment experiment) {
    String what = "traces of experiment " + experiment.name();
    report.attemptToFetch(
        what,
        () -> {
          int traces = source.traces(experiment);
          if (traces > 0) {
            report.leaveOut(
                ImportReport.Left.TRACES, traces, what, "%,d are not taken".formatted(traces));
          }
        });
  }

  private void deleteRun(String id, boolean isComplete) {
    if (isComplete) {
      tag(id, COMPLETE, "true");
    }
    target.post("runs/delete", Map.of("run_id", id));
  }

  Optional<String> experiment(String oldId) {
    return Optional.ofNullable(experiments.get(oldId));
  }

  Optional<String> run(String oldId) {
    return Optional.ofNullable(runs.get(oldId));
  }

  private String experiment(ImportSource.Experiment experiment) {
    Optional<JsonNode> present =
        target.find("experiments/get-by-name", Map.of("experiment_name", experiment.name()));
    if (present.isPresent()) {
      JsonNode found = present.get().path("experiment");
      boolean isDeletedHere = found.path("lifecycle_stage").asString("").equals("deleted");
      boolean isOurs = ImportTarget.tag(found.path("tags"), EXPERIMENT).equals(experiment.id());
      if (isDeletedHere && !(experiment.isDeleted() && isOurs)) {
        throw Problem.of(Problem.Kind.CONFLICT, "here it was deleted", "restore it first")
            .asException();
      }
      String id = found.path("experiment_id").asString("");
      if (experiment.isDeleted()
          && !isDeletedHere
          && isOurs
          && ImportTarget.tag(found.path("tags"), COMPLETE).isEmpty()) {
        deletedExperiments.add(id);
      }
      return id;
    }
    Map<String, String> tags = ImportTarget.kept(experiment.tags());
    tags.put(EXPERIMENT, experiment.id());
    experiment.createdMillis().ifPresent(millis -> tags.put(CREATED, String.valueOf(millis)));
    String made =
        target
            .post(
                "experiments/create",
                Map.of("name", experiment.name(), "tags", ImportTarget.pairs(tags)))
            .path("experiment_id")
            .asString("");
    if (experiment.isDeleted()) {
      deletedExperiments.add(made);
    }
    report.add(ImportReport.Count.EXPERIMENTS);
    return made;
  }

  private void write(ImportSource.Run run) {
    if (!run.id().matches("[a-zA-Z0-9][\\w\\-]{0,255}")) {
      throw Problem.of(Problem.Kind.INPUT, "its id is none of MLflow", "").asException();
    }
    String experiment = experiments.getOrDefault(run.experimentId(), "");
    Optional<JsonNode> present = target.imported("runs/search", "runs", experiment, RUN, run.id());
    JsonNode here = present.orElseGet(() -> create(run, experiment));
    String id = here.path("info").path("run_id").asString("");
    runs.put(run.id(), id);
    JsonNode tags = here.path("data").path("tags");
    String parent = run.tags().getOrDefault(ImportTarget.PARENT, "").strip();
    if (!parent.isEmpty()
        && ImportTarget.tag(tags, ImportTarget.PARENT).isEmpty()
        && ImportTarget.tag(tags, OLD_PARENT).isEmpty()) {
      parents.put(id, parent);
    }
    boolean isDeletedHere =
        here.path("info").path("lifecycle_stage").asString("").equals("deleted");
    if (!ImportTarget.tag(tags, COMPLETE).isEmpty() || isDeletedHere) {
      report.add(ImportReport.Count.RUNS_PRESENT);
      return;
    }
    log(run, id);
    boolean hasFiles =
        report.attemptToFetch(
            "files of run " + run.id(),
            () ->
                source.files(
                    run,
                    target.files(
                        "run " + run.id(), here.path("info").path("artifact_uri").asString(""))));
    finish(run, id, hasFiles && !run.isDeleted());
    if (run.isDeleted()) {
      deletedRuns.put(id, hasFiles);
    }
    report.add(ImportReport.Count.RUNS);
  }

  private JsonNode create(ImportSource.Run run, String experiment) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("experiment_id", experiment);
    body.put(
        "run_name",
        run.name().isEmpty() ? run.tags().getOrDefault("mlflow.runName", "") : run.name());
    body.put("user_id", run.user());
    run.startMillis().ifPresent(millis -> body.put("start_time", millis));
    body.put("tags", ImportTarget.pairs(Map.of(ImportTarget.TAGS + RUN, run.id())));
    return target.post("runs/create", body).path("run");
  }

  private void log(ImportSource.Run run, String id) {
    Map<String, String> tags = ImportTarget.kept(run.tags());
    tags.remove(ImportTarget.PARENT);
    batches(run, id, "params", ImportTarget.pairs(run.params()));
    batches(run, id, "tags", ImportTarget.pairs(tags));
    run.inputs()
        .forEach(input ->
            report.attempt(
                "dataset %s of run %s"
                    .formatted(input.dataset().getOrDefault("name", ""), run.id()),
                () -> send(input, id)));
    for (String metric : run.metrics()) {
      report.attempt(
          "metric %s of run %s".formatted(metric, run.id()),
          () -> {
            List<Map<String, Object>> points = new ArrayList<>();
            source.points(
                run,
                metric,
                point -> {
                  points.add(
                      Map.of(
                          "key",
                          metric,
                          "value",
                          ImportText.number(point.value()),
                          "timestamp",
                          point.millis(),
                          "step",
                          point.step()));
                  if (points.size() == POINTS_A_BATCH) {
                    send(id, "metrics", points);
                    points.clear();
                  }
                });
            send(id, "metrics", points);
          });
    }
  }

  private void batches(
      ImportSource.Run run, String id, String what, List<Map<String, Object>> pairs) {
    for (int from = 0; from < pairs.size(); from += PAIRS_A_BATCH) {
      List<Map<String, Object>> batch =
          pairs.subList(from, Math.min(pairs.size(), from + PAIRS_A_BATCH));
      try {
        send(id, what, batch);
      } catch (ProblemException e) {
        if (e.problem().kind() != Problem.Kind.INPUT) {
          throw e;
        }
        // One of them is refused, and takes the others along.
        for (Map<String, Object> each : batch) {
          report.attempt(
              "%s %s of run %s".formatted(what, each.get("key"), run.id()),
              () -> send(id, what, List.of(each)));
        }
      }
    }
  }

  private void send(String id, String what, List<Map<String, Object>> items) {
    if (!items.isEmpty()) {
      target.post("runs/log-batch", Map.of("run_id", id, what, items));
    }
  }

  private void send(ImportSource.Input input, String id) {
    target.post(
        "runs/log-inputs",
        Map.of(
            "run_id",
            id,
            "datasets",
            List.of(Map.of("tags", ImportTarget.pairs(input.tags()), "dataset", input.dataset()))));
    report.add(ImportReport.Count.DATASETS);
  }

  private void finish(ImportSource.Run run, String id, boolean isComplete) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("run_id", id);
    body.put("status", run.status());
    run.endMillis().ifPresent(millis -> body.put("end_time", millis));
    target.post("runs/update", body);
    if (isComplete) {
      tag(id, COMPLETE, "true");
    }
  }

  private void setParent(String child, String oldParent) {
    Optional<String> parent = run(oldParent);
    tag(child, parent.isPresent() ? ImportTarget.PARENT : OLD_PARENT, parent.orElse(oldParent));
  }

  private void tag(String id, String key, String value) {
    target.post("runs/set-tag", Map.of("run_id", id, "key", key, "value", value));
  }
}
