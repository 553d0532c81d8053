package dev.evenkeel.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Registered models, their versions and aliases, by MLflow's addresses.
public final class Registry {
  private static final String MODELS = Http.MLFLOW + "registered-models/";
  private static final String VERSIONS = Http.MLFLOW + "model-versions/";

  private final Http http;

  Registry(Http http) {
    this.http = http;
  }

  /// A version of a model.
  ///
  /// @param source where its files came from
  /// @param run that made it; empty for one from elsewhere
  public record Version(
      String model,
      int number,
      String description,
      String source,
      Optional<String> run,
      List<String> aliases,
      Map<String, String> tags) {
    static Version of(JsonNode version) {
      String run = version.path("run_id").asString("");
      return new Version(
          version.path("name").asString(""),
          Integer.parseInt(version.path("version").asString("0")),
          version.path("description").asString(""),
          version.path("source").asString(""),
          run.isEmpty() ? Optional.empty() : Optional.of(run),
          version.path("aliases").valueStream().map(each -> each.asString("")).toList(),
          Run.texts(version.path("tags")));
    }
  }

  /// Makes files that are here a version of a model, which is made when there is none of that name.
  ///
  /// @param source `runs:/<run>/path`, `models:/m-<id>` or a place of [Artifacts]
  public Version register(String model, String source) {
    try {
      http.send("POST", MODELS + "create", Map.of("name", model));
    } catch (EvenkeelException e) {
      if (!e.code().equals("RESOURCE_ALREADY_EXISTS")) {
        throw e;
      }
    }
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("name", model);
    version.put("source", source);
    return Version.of(http.send("POST", VERSIONS + "create", version).path("model_version"));
  }

  /// A version by its number.
  public Version version(String model, int number) {
    return Version.of(
        http.get(VERSIONS + "get", Map.of("name", model, "version", String.valueOf(number)))
            .path("model_version"));
  }

  /// The version that an alias points at; empty when it points at none.
  public Optional<Version> alias(String model, String alias) {
    try {
      JsonNode found = http.get(MODELS + "alias", Map.of("name", model, "alias", alias));
      return Optional.of(Version.of(found.path("model_version")));
    } catch (EvenkeelException e) {
      // MLflow says that an alias is missing as it says that a request is wrong.
      if (e.isNotFound() || e.code().equals("INVALID_PARAMETER_VALUE")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Lets an alias point at a version.
  public void setAlias(String model, String alias, int number) {
    http.send(
        "POST",
        MODELS + "alias",
        Map.of("name", model, "alias", alias, "version", String.valueOf(number)));
  }

  /// Sets a tag of a version, or another value of it.
  public void tag(String model, int number, String key, String value) {
    http.send(
        "POST",
        VERSIONS + "set-tag",
        Map.of("name", model, "version", String.valueOf(number), "key", key, "value", value));
  }
}
