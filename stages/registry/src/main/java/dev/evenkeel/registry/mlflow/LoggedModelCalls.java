package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.LoggedModel;
import dev.evenkeel.registry.tracking.LoggedModels;
import dev.evenkeel.registry.tracking.ModelMetric;
import dev.evenkeel.registry.tracking.NewModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What MLflow's clients ask about logged models, searches and files apart.
final class LoggedModelCalls {
  private final LoggedModels models;

  LoggedModelCalls(LoggedModels models) {
    this.models = models;
  }

  /// [LoggedModel.Status] as the protocol names it, in the same order.
  private enum Status {
    LOGGED_MODEL_PENDING,
    LOGGED_MODEL_READY,
    LOGGED_MODEL_UPLOAD_FAILED;

    static Status of(LoggedModel.Status status) {
      return switch (status) {
        case PENDING -> LOGGED_MODEL_PENDING;
        case READY -> LOGGED_MODEL_READY;
        case UPLOAD_FAILED -> LOGGED_MODEL_UPLOAD_FAILED;
      };
    }

    LoggedModel.Status meant() {
      return switch (this) {
        case LOGGED_MODEL_PENDING -> LoggedModel.Status.PENDING;
        case LOGGED_MODEL_READY -> LoggedModel.Status.READY;
        case LOGGED_MODEL_UPLOAD_FAILED -> LoggedModel.Status.UPLOAD_FAILED;
      };
    }
  }

  List<MlflowRoutes.Call> calls() {
    String one = "logged-models/{model_id}";
    return List.of(
        new MlflowRoutes.Call("POST", "logged-models", "Make a logged model", this::create),
        new MlflowRoutes.Call("GET", one, "A logged model", this::get),
        new MlflowRoutes.Call("PATCH", one, "Say that its files are there", this::finish),
        new MlflowRoutes.Call("DELETE", one, "Delete a logged model", this::delete),
        new MlflowRoutes.Call("POST", one + "/params", "Log its parameters", this::addParams),
        new MlflowRoutes.Call("PATCH", one + "/tags", "Tag a logged model", this::setTags),
        // Clients do not encode the slashes of a key.
        new MlflowRoutes.Call(
            "DELETE", one + "/tags/{tag_key...}", "Untag a logged model", this::deleteTag));
  }

  private Reply create(Request request) {
    Fields fields = Fields.ofBody(request);
    LoggedModel made =
        models.create(
            new NewModel(
                Experiments.id(fields.required("experiment_id")),
                fields.text("name"),
                fields.text("model_type").orElse(""),
                fields.text("source_run_id"),
                WireJson.pairs(fields, "params"),
                WireJson.pairs(fields, "tags")));
    return reply(made);
  }

  private Reply get(Request request) {
    String id = request.path("model_id");
    // No field of the message: MLflow's client adds it to the address.
    boolean even = Fields.ofQuery(request, "allow_deleted").flag("allow_deleted");
    Optional<LoggedModel> found = even ? models.findEvenDeleted(id) : models.find(id);
    return found
        .map(LoggedModelCalls::reply)
        .orElseThrow(() ->
            new Refusal(
                ErrorCode.RESOURCE_DOES_NOT_EXIST,
                "Logged model with ID '%s' not found.".formatted(id)));
  }

  private Reply finish(Request request) {
    Status status =
        Fields.ofBody(request)
            .choice("status", List.of(Status.values()), 1)
            .orElseThrow(() -> Fields.invalid("Missing value for required parameter 'status'."));
    return reply(models.finish(request.path("model_id"), status.meant()));
  }

  private Reply delete(Request request) {
    models.delete(request.path("model_id"));
    return MlflowReplies.empty();
  }

  private Reply addParams(Request request) {
    models.addParams(request.path("model_id"), WireJson.pairs(Fields.ofBody(request), "params"));
    return MlflowReplies.empty();
  }

  private Reply setTags(Request request) {
    models.tag(request.path("model_id"), WireJson.pairs(Fields.ofBody(request), "tags"));
    return MlflowReplies.empty();
  }

  private Reply deleteTag(Request request) {
    models.untag(request.path("model_id"), request.path("tag_key"));
    return MlflowReplies.empty();
  }

  private static Reply reply(LoggedModel model) {
    return Reply.json(Map.of("model", model(model)));
  }

  /// A logged model as clients read it.
  static Map<String, Object> model(LoggedModel model) {
    Map<String, Object> info =
        WireJson.object(
            "model_id", model.id(), "experiment_id", String.valueOf(model.experimentId()));
    info.put("name", model.name());
    info.put("creation_timestamp_ms", model.createdMillis());
    info.put("last_updated_timestamp_ms", model.updatedMillis());
    info.put("artifact_uri", model.artifactUri());
    info.put("status", Status.of(model.status()).name());
    WireJson.putText(info, "model_type", model.type());
    model.sourceRun().ifPresent(run -> info.put("source_run_id", run));
    WireJson.putText(info, "status_message", model.statusMessage());
    WireJson.putList(info, "tags", WireJson.pairs(model.tags()));
    Map<String, Object> data = new LinkedHashMap<>();
    WireJson.putList(data, "params", WireJson.pairs(model.params()));
    WireJson.putList(
        data, "metrics", model.metrics().stream().map(each -> metric(model, each)).toList());
    return WireJson.object("info", info, "data", data);
  }

  private static Map<String, Object> metric(LoggedModel model, ModelMetric metric) {
    Map<String, Object> json = WireJson.metric(metric.metric());
    WireJson.putText(json, "dataset_name", metric.datasetName());
    WireJson.putText(json, "dataset_digest", metric.datasetDigest());
    json.put("model_id", model.id());
    json.put("run_id", metric.runId());
    return json;
  }
}
