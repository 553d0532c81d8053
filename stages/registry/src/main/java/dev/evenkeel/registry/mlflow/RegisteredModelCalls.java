package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.RegisteredModel;
import dev.evenkeel.registry.RegisteredModels;
import dev.evenkeel.registry.RegisteredVersion;
import dev.evenkeel.registry.RegisteredVersions;
import dev.evenkeel.registry.Stage;
import dev.evenkeel.registry.mlflow.MlflowRoutes.Call;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calls on registered models, but their search and their aliases.
final class RegisteredModelCalls {
  private final RegisteredModels models;
  private final RegisteredVersions versions;
  private final Aliases aliases;

  RegisteredModelCalls(RegisteredModels models, RegisteredVersions versions, Aliases aliases) {
    this.models = models;
    this.versions = versions;
    this.aliases = aliases;
  }

  List<Call> calls() {
    return List.of(
        call("POST", "create", "Make a registered model", this::create),
        call("POST", "rename", "Rename a registered model", this::rename),
        call("PATCH", "update", "Describe a registered model", this::update),
        call("DELETE", "delete", "Delete a registered model", this::delete),
        call("GET", "get", "A registered model", this::show),
        call(
            "GET",
            "get-latest-versions",
            "Newest versions by stage",
            request -> latest(Fields.ofQuery(request, "name", "stages"))),
        call(
                "POST",
                "get-latest-versions",
                "Newest versions by stage",
                request -> latest(Fields.ofBody(request)))
            .reads(),
        call("POST", "set-tag", "Set a tag of a registered model", this::setTag),
        call("DELETE", "delete-tag", "Remove a tag of a registered model", this::deleteTag));
  }

  private static Call call(
      String method, String name, String summary, dev.evenkeel.base.Route.Handler handler) {
    return new Call(method, "registered-models/" + name, summary, handler);
  }

  private Reply create(Request request) {
    Fields fields = Fields.ofBody(request);
    String name = fields.required("name");
    RegisteredModel made =
        models
            .create(name, RegistryMessages.tags(fields), fields.text("description").orElse(""))
            .orElseThrow(() -> exists(name));
    return reply(made);
  }

  private Reply rename(Request request) {
    Fields fields = Fields.ofBody(request);
    String newName = fields.required("new_name");
    RegisteredModel renamed =
        models.rename(fields.required("name"), newName).orElseThrow(() -> exists(newName));
    return reply(renamed);
  }

  private static Refusal exists(String name) {
    return new Refusal(
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Registered Model (name=%s) already exists.".formatted(Names.abbreviate(name)));
  }

  private Reply update(Request request) {
    Fields fields = Fields.ofBody(request);
    return reply(models.describe(fields.required("name"), fields.text("description").orElse("")));
  }

  private Reply delete(Request request) {
    models.delete(Fields.ofBody(request).required("name"));
    return MlflowReplies.empty();
  }

  private Reply show(Request request) {
    return reply(models.model(Fields.ofQuery(request, "name").required("name")));
  }

  private Reply reply(RegisteredModel model) {
    List<RegisteredVersion> latest = versions.latest(model.name(), Set.of());
    return Reply.json(
        Map.of(
            "registered_model", RegistryMessages.model(model, latest, aliases.of(model.name()))));
  }

  private Reply latest(Fields fields) {
    Set<Stage> stages = EnumSet.noneOf(Stage.class);
    fields.texts("stages").stream().map(RegisteredModelCalls::stage).forEach(stages::add);
    List<Map<String, Object>> latest =
        versions.latest(fields.required("name"), stages).stream()
            .map(RegistryMessages::version)
            .toList();
    return Reply.json(Map.of("model_versions", latest));
  }

  static Stage stage(String word) {
    return Stage.of(word)
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.INPUT,
                    "Invalid Model Version stage: %s".formatted(Names.abbreviate(word)),
                    "",
                    "one of " + String.join(", ", Stage.words()),
                    "")
                .asException());
  }

  private Reply setTag(Request request) {
    Fields fields = Fields.ofBody(request);
    models.setTag(
        fields.required("name"), fields.required("key"), fields.textOrEmpty("value").orElse(""));
    return MlflowReplies.empty();
  }

  private Reply deleteTag(Request request) {
    Fields fields = Fields.ofBody(request);
    models.deleteTag(fields.required("name"), fields.required("key"));
    return MlflowReplies.empty();
  }
}
