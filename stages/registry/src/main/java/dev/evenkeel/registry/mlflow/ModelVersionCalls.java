package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.NewRegisteredVersion;
import dev.evenkeel.registry.RegisteredVersion;
import dev.evenkeel.registry.RegisteredVersions;
import dev.evenkeel.registry.Stage;
import dev.evenkeel.registry.mlflow.MlflowRoutes.Call;
import java.util.List;
import java.util.Map;

/// The calls on versions of registered models, but their search.
final class ModelVersionCalls {
  private final RegisteredVersions versions;

  ModelVersionCalls(RegisteredVersions versions) {
    this.versions = versions;
  }

  List<Call> calls() {
    return List.of(
        call("POST", "create", "Register files as a version", this::create),
        call("PATCH", "update", "Describe a version", this::update),
        call("POST", "transition-stage", "Move a version to a stage", this::transition),
        call("DELETE", "delete", "Delete a version", this::delete),
        call("GET", "get", "A version", request -> reply(found(request))),
        call("GET", "get-download-uri", "Where a version's files are", this::downloadUri),
        call("POST", "set-tag", "Set a tag of a version", this::setTag),
        call("DELETE", "delete-tag", "Remove a tag of a version", this::deleteTag));
  }

  private static Call call(String method, String name, String summary, Route.Handler handler) {
    return new Call(method, "model-versions/" + name, summary, handler);
  }

  private Reply create(Request request) {
    Fields fields = Fields.ofBody(request);
    return reply(
        versions.create(
            new NewRegisteredVersion(
                fields.required("name"),
                fields.required("source"),
                fields.text("run_id"),
                fields.text("run_link").orElse(""),
                fields.text("model_id"),
                fields.text("description").orElse(""),
                RegistryMessages.tags(fields))));
  }

  private Reply update(Request request) {
    Fields fields = Fields.ofBody(request);
    return reply(
        versions.describe(
            fields.required("name"),
            RegistryMessages.number(fields),
            fields.text("description").orElse("")));
  }

  private Reply transition(Request request) {
    Fields fields = Fields.ofBody(request);
    String name = fields.required("name");
    int number = RegistryMessages.number(fields);
    Stage stage = RegisteredModelCalls.stage(fields.required("stage"));
    return reply(
        fields.flag("archive_existing_versions")
            ? versions.replace(name, number, stage)
            : versions.transition(name, number, stage));
  }

  private Reply delete(Request request) {
    Fields fields = Fields.ofBody(request);
    versions.delete(fields.required("name"), RegistryMessages.number(fields));
    return MlflowReplies.empty();
  }

  private RegisteredVersion found(Request request) {
    Fields fields = Fields.ofQuery(request, "name", "version");
    return versions.version(fields.required("name"), RegistryMessages.number(fields));
  }

  private Reply downloadUri(Request request) {
    RegisteredVersion version = found(request);
    if (version.storage().isEmpty()) {
      throw Fields.invalid(
          "version %d of %s has one file and no folder; fetch it by GET /api/v1/models/%s/versions/%d/file"
              .formatted(
                  version.number(),
                  Names.abbreviate(version.model()),
                  Names.abbreviate(version.model()),
                  version.number()));
    }
    return Reply.json(Map.of("artifact_uri", version.storage()));
  }

  private Reply setTag(Request request) {
    Fields fields = Fields.ofBody(request);
    versions.setTag(
        fields.required("name"),
        RegistryMessages.number(fields),
        fields.required("key"),
        fields.textOrEmpty("value").orElse(""));
    return MlflowReplies.empty();
  }

  private Reply deleteTag(Request request) {
    Fields fields = Fields.ofBody(request);
    versions.deleteTag(
        fields.required("name"), RegistryMessages.number(fields), fields.required("key"));
    return MlflowReplies.empty();
  }

  private static Reply reply(RegisteredVersion version) {
    return Reply.json(Map.of("model_version", RegistryMessages.version(version)));
  }
}
