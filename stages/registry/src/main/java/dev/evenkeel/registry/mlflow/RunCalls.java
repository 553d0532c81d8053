package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.tracking.Batch;
import dev.evenkeel.registry.tracking.Dataset;
import dev.evenkeel.registry.tracking.DatasetInput;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.KeyValue;
import dev.evenkeel.registry.tracking.ModelOutput;
import dev.evenkeel.registry.tracking.NewRun;
import dev.evenkeel.registry.tracking.Run;
import dev.evenkeel.registry.tracking.RunInfo;
import dev.evenkeel.registry.tracking.RunStatus;
import dev.evenkeel.registry.tracking.Runs;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What MLflow's clients ask about runs, searches and metrics apart.
final class RunCalls {
  /// The tag in which clients before 3 keep the models of a run.
  private static final String MODEL_HISTORY = "mlflow.log-model.history";

  private final Runs runs;

  RunCalls(Runs runs) {
    this.runs = runs;
  }

  List<MlflowRoutes.Call> calls() {
    return List.of(
        new MlflowRoutes.Call("POST", "runs/create", "Begin a run", this::create),
        new MlflowRoutes.Call("POST", "runs/update", "Say how far a run is", this::update),
        new MlflowRoutes.Call("GET", "runs/get", "A run with what it logged", this::get),
        new MlflowRoutes.Call("POST", "runs/delete", "Delete a run", this::delete),
        new MlflowRoutes.Call("POST", "runs/restore", "Restore a run", this::restore),
        new MlflowRoutes.Call("POST", "runs/log-parameter", "Log a parameter", this::logParam),
        new MlflowRoutes.Call("POST", "runs/set-tag", "Tag a run", this::setTag),
        new MlflowRoutes.Call("POST", "runs/delete-tag", "Untag a run", this::deleteTag),
        new MlflowRoutes.Call("POST", "runs/log-inputs", "Log what a run read", this::logInputs),
        new MlflowRoutes.Call("POST", "runs/outputs", "Log a run's models", this::logOutputs),
        new MlflowRoutes.Call(
            "POST", "runs/log-model", "Log a model, as clients before 3 do", this::logModel));
  }

  private Reply create(Request request) {
    Fields fields = Fields.ofBody(request);
    Run run =
        runs.start(
            new NewRun(
                fields.text("experiment_id").map(Experiments::id).orElse(Experiments.DEFAULT),
                fields.text("run_name").orElse(""),
                fields.text("user_id").orElse(""),
                optional(fields.integer("start_time")),
                WireJson.pairs(fields, "tags")));
    return RunJson.reply(run);
  }

  private Reply update(Request request) {
    Fields fields = Fields.ofBody(request);
    RunInfo updated =
        runs.update(
            id(fields),
            fields.choice("status", List.of(RunStatus.values()), 1),
            optional(fields.integer("end_time")),
            fields.text("run_name"));
    return RunJson.reply(updated);
  }

  private Reply get(Request request) {
    String id = id(Fields.ofQuery(request, "run_id", "run_uuid"));
    return runs.find(id)
        .map(RunJson::reply)
        .orElseThrow(() ->
            new Refusal(
                ErrorCode.RESOURCE_DOES_NOT_EXIST, "Run with id=%s not found".formatted(id)));
  }

  private Reply delete(Request request) {
    runs.delete(id(Fields.ofBody(request)));
    return MlflowReplies.empty();
  }

  private Reply restore(Request request) {
    runs.restore(id(Fields.ofBody(request)));
    return MlflowReplies.empty();
  }

  private Reply logParam(Request request) {
    Fields fields = Fields.ofBody(request);
    runs.log(id(fields), new Batch(List.of(), List.of(pair(fields)), List.of()));
    return MlflowReplies.empty();
  }

  private Reply setTag(Request request) {
    Fields fields = Fields.ofBody(request);
    runs.log(id(fields), new Batch(List.of(), List.of(), List.of(pair(fields))));
    return MlflowReplies.empty();
  }

  private static KeyValue pair(Fields fields) {
    return new KeyValue(fields.required("key"), fields.text("value").orElse(""));
  }

  private Reply deleteTag(Request request) {
    Fields fields = Fields.ofBody(request);
    runs.untag(id(fields), fields.required("key"));
    return MlflowReplies.empty();
  }

  private Reply logInputs(Request request) {
    Fields fields = Fields.ofBody(request);
    runs.addInputs(
        id(fields),
        fields.messages("datasets").stream().map(RunCalls::datasetInput).toList(),
        fields.messages("models").stream().map(model -> model.required("model_id")).toList());
    return MlflowReplies.empty();
  }

  private static DatasetInput datasetInput(Fields fields) {
    Fields dataset =
        fields
            .message("dataset")
            .orElseThrow(() -> Fields.invalid("Missing value for required parameter 'dataset'."));
    Map<String, String> tags = new LinkedHashMap<>();
    WireJson.pairs(fields, "tags").forEach(tag -> tags.put(tag.key(), tag.value()));
    return new DatasetInput(
        new Dataset(
            dataset.required("name"),
            dataset.required("digest"),
            dataset.text("source_type").orElse(""),
            dataset.text("source").orElse(""),
            dataset.text("schema"),
            dataset.text("profile")),
        tags);
  }

  private Reply logOutputs(Request request) {
    Fields fields = Fields.ofBody(request);
    runs.addOutputs(
        id(fields),
        fields.messages("models").stream()
            .map(model ->
                new ModelOutput(model.required("model_id"), model.integer("step").orElse(0L)))
            .toList());
    return MlflowReplies.empty();
  }

  private Reply logModel(Request request) {
    Fields fields = Fields.ofBody(request);
    String id = id(fields);
    String text = fields.required("model_json");
    JsonNode model = parse(text, "model_json");
    for (String name : List.of("artifact_path", "flavors", "utc_time_created", "run_id")) {
      if (!(model instanceof ObjectNode) || model.path(name).isMissingNode()) {
        throw Fields.invalid("Model json is missing mandatory field '%s'".formatted(name));
      }
    }
    runs.changeTag(id, MODEL_HISTORY, present -> appended(present, model));
    return MlflowReplies.empty();
  }

  private static String appended(String present, JsonNode model) {
    ArrayNode history = JsonNodeFactory.instance.arrayNode();
    if (!present.isEmpty()) {
      // A client may have written the tag itself.
      if (!(parse(present, "tag " + MODEL_HISTORY) instanceof ArrayNode list)) {
        throw Fields.invalid("Tag %s is no list of models".formatted(MODEL_HISTORY));
      }
      history.addAll(list);
    }
    return Json.text(history.add(model));
  }

  private static JsonNode parse(String text, String where) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), where);
  }

  /// The id of the run that a message is about; clients before 1 call it `run_uuid`.
  static String id(Fields fields) {
    return fields
        .text("run_id")
        .or(() -> fields.text("run_uuid"))
        .orElseGet(() -> fields.required("run_id"));
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
