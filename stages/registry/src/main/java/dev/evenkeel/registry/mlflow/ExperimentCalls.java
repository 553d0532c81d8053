package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.tracking.Experiment;
import dev.evenkeel.registry.tracking.Experiments;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What MLflow's clients ask about experiments, searches apart.
final class ExperimentCalls {
  private final Experiments experiments;

  ExperimentCalls(Experiments experiments) {
    this.experiments = experiments;
  }

  List<MlflowRoutes.Call> calls() {
    return List.of(
        new MlflowRoutes.Call("POST", "experiments/create", "Make an experiment", this::create),
        new MlflowRoutes.Call("GET", "experiments/get", "An experiment", this::get),
        new MlflowRoutes.Call(
            "GET", "experiments/get-by-name", "An experiment by its name", this::getByName),
        new MlflowRoutes.Call("POST", "experiments/delete", "Delete an experiment", this::delete),
        new MlflowRoutes.Call("POST", "experiments/restore", "Restore it", this::restore),
        new MlflowRoutes.Call("POST", "experiments/update", "Rename an experiment", this::update),
        new MlflowRoutes.Call(
            "POST", "experiments/set-experiment-tag", "Tag an experiment", this::setTag),
        new MlflowRoutes.Call(
            "POST", "experiments/delete-experiment-tag", "Untag an experiment", this::deleteTag));
  }

  private Reply create(Request request) {
    Fields fields = Fields.ofBody(request);
    String name = fields.required("name");
    String location = fields.text("artifact_location").orElse("");
    Experiment made =
        nameFree(() -> experiments.create(name, location, WireJson.pairs(fields, "tags")));
    return Reply.json(Map.of("experiment_id", String.valueOf(made.id())));
  }

  private Reply get(Request request) {
    Fields fields = Fields.ofQuery(request, "experiment_id");
    String id = fields.required("experiment_id");
    return found(
        experiments.find(Experiments.id(id)), "No Experiment with id=%s exists".formatted(id));
  }

  private Reply getByName(Request request) {
    Fields fields = Fields.ofQuery(request, "experiment_name");
    String name = fields.required("experiment_name");
    return found(
        experiments.named(name),
        "Could not find experiment with name '%s'".formatted(Names.abbreviate(name)));
  }

  private static Reply found(Optional<Experiment> experiment, String otherwise) {
    return experiment
        .map(found -> Reply.json(Map.of("experiment", experiment(found))))
        .orElseThrow(() -> new Refusal(ErrorCode.RESOURCE_DOES_NOT_EXIST, otherwise));
  }

  private Reply delete(Request request) {
    experiments.delete(id(Fields.ofBody(request)));
    return MlflowReplies.empty();
  }

  private Reply restore(Request request) {
    experiments.restore(id(Fields.ofBody(request)));
    return MlflowReplies.empty();
  }

  private Reply update(Request request) {
    Fields fields = Fields.ofBody(request);
    long id = id(fields);
    String name = fields.required("new_name");
    return nameFree(() -> {
      experiments.rename(id, name);
      return MlflowReplies.empty();
    });
  }

  private Reply setTag(Request request) {
    Fields fields = Fields.ofBody(request);
    experiments.tag(id(fields), fields.required("key"), fields.text("value").orElse(""));
    return MlflowReplies.empty();
  }

  private Reply deleteTag(Request request) {
    Fields fields = Fields.ofBody(request);
    experiments.untag(id(fields), fields.required("key"));
    return MlflowReplies.empty();
  }

  private static long id(Fields fields) {
    return Experiments.id(fields.required("experiment_id"));
  }

  /// A name that is taken has a code of its own, which clients wait for.
  private static <T> T nameFree(Supplier<T> work) {
    try {
      return work.get();
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.CONFLICT) {
        throw new Refusal(ErrorCode.RESOURCE_ALREADY_EXISTS, e.problem().what());
      }
      throw e;
    }
  }

  /// An experiment as clients read it.
  static Map<String, Object> experiment(Experiment experiment) {
    Map<String, Object> json =
        WireJson.object(
            "experiment_id", String.valueOf(experiment.id()), "name", experiment.name());
    json.put("artifact_location", experiment.artifactLocation());
    json.put("lifecycle_stage", experiment.stage().name().toLowerCase(Locale.ROOT));
    json.put("last_update_time", experiment.updatedMillis());
    json.put("creation_time", experiment.createdMillis());
    WireJson.putList(json, "tags", WireJson.pairs(experiment.tags()));
    return json;
  }
}
