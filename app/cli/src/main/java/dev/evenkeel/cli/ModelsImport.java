package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Registers models whose files came with their runs, or that MLflow 3 keeps beside them. What
/// serves is not decided here: `champion` is left to a promotion.
final class ModelsImport {
  private static final String CHAMPION = "champion";
  private static final String VERSION = ImportTarget.TAGS + "version";
  private static final String SOURCE = ImportTarget.TAGS + "source";
  private static final String STAGE = ImportTarget.TAGS + "stage";
  private static final String LOGGED = "modelId";

  private static final Pattern OF_RUN = Pattern.compile("runs:/+([^/]+)(?:/(.*))?");
  private static final Pattern OF_PATH = Pattern.compile(".*/([^/]+)/artifacts(?:/(.*))?");
  private static final Pattern OF_LOGGED = Pattern.compile(".*/(m-[0-9a-f]{32})(?:/artifacts/?)?");

  private final ImportSource source;
  private final ImportTarget target;
  private final RunsImport runs;
  private final ImportReport report;

  ModelsImport(ImportSource source, ImportTarget target, RunsImport runs, ImportReport report) {
    this.source = source;
    this.target = target;
    this.runs = runs;
    this.report = report;
  }

  void write() {
    source.models(model -> report.attempt("model " + model.name(), () -> write(model)));
  }

  private void write(ImportSource.Model model) {
    Optional<JsonNode> present = target.find("registered-models/get", Map.of("name", model.name()));
    if (present.isEmpty()) {
      target.post(
          "registered-models/create",
          Map.of(
              "name",
              model.name(),
              "description",
              model.description(),
              "tags",
              ImportTarget.pairs(ImportTarget.kept(model.tags()))));
      report.add(ImportReport.Count.MODELS);
    }
    List<JsonNode> here = target.versions(model.name());
    Map<Integer, String> numbers = new HashMap<>();
    model.versions().stream()
        .sorted(Comparator.comparingInt(ImportSource.Version::number))
        .forEach(version ->
            report.attempt(
                "%s@%d".formatted(model.name(), version.number()),
                () -> numbers.put(version.number(), write(model, version, here))));
    model
        .aliases()
        .forEach((alias, number) ->
            report.attempt(
                "alias %s of %s".formatted(alias, model.name()),
                () -> alias(model, alias, Optional.ofNullable(numbers.get(number)), present)));
  }

  /// Answers its number here.
  private String write(
      ImportSource.Model model, ImportSource.Version version, List<JsonNode> here) {
    String number = String.valueOf(version.number());
    Optional<String> present =
        here.stream()
            .filter(each -> ImportTarget.tag(each.path("tags"), VERSION).equals(number))
            .filter(each -> ImportTarget.tag(each.path("tags"), SOURCE).equals(version.source()))
            .map(each -> each.path("version").asString(""))
            .findFirst();
    if (present.isPresent()) {
      report.add(ImportReport.Count.VERSIONS_PRESENT);
      return present.get();
    }
    Map<String, String> tags = ImportTarget.kept(version.tags());
    tags.put(VERSION, number);
    tags.put(SOURCE, version.source());
    if (!version.stage().isEmpty() && !version.stage().equals("None")) {
      tags.put(STAGE, version.stage());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", model.name());
    body.put("source", source(version));
    body.put("description", version.description());
    body.put("tags", ImportTarget.pairs(tags));
    runs.run(version.runId()).ifPresent(run -> body.put("run_id", run));
    String made =
        target
            .post("model-versions/create", body)
            .path("model_version")
            .path("version")
            .asString("");
    report.add(ImportReport.Count.VERSIONS);
    return made;
  }

  /// Where its files are now.
  private String source(ImportSource.Version version) {
    String written = version.source();
    Matcher logged = OF_LOGGED.matcher(written);
    if (logged.matches()) {
      return "models:/" + logged(logged.group(1));
    }
    Matcher place = OF_RUN.matcher(written);
    if (!place.matches()) {
      place = OF_PATH.matcher(written);
    }
    if (place.matches()) {
      Optional<String> run = runs.run(place.group(1));
      if (run.isPresent()) {
        return "runs:/%s/%s".formatted(run.get(), place.group(2) == null ? "" : place.group(2));
      }
    }
    throw Problem.of(
            Problem.Kind.NOT_FOUND, "its files came with no run: %s".formatted(written), "")
        .asException();
  }

  /// Brings a logged model along, unless it is here; answers its new id.
  private String logged(String oldId) {
    ImportSource.Logged model = source.logged(oldId).orElseThrow(() -> lost(oldId));
    String experiment = runs.experiment(model.experimentId()).orElseThrow(() -> lost(oldId));
    JsonNode here =
        target
            .imported("logged-models/search", "models", experiment, LOGGED, oldId)
            .orElseGet(() -> create(model, experiment));
    JsonNode info = here.path("info");
    String id = info.path("model_id").asString("");
    if (!info.path("status").asString("").equals("LOGGED_MODEL_READY")) {
      source.files(model, target.files("model " + oldId, info.path("artifact_uri").asString("")));
      target.patch(
          "logged-models/" + RunningServer.part(id),
          Map.of("model_id", id, "status", "LOGGED_MODEL_READY"));
    }
    return id;
  }

  private JsonNode create(ImportSource.Logged model, String experiment) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("experiment_id", experiment);
    body.put("name", model.name());
    body.put("tags", ImportTarget.pairs(Map.of(ImportTarget.TAGS + LOGGED, model.id())));
    runs.run(model.runId()).ifPresent(run -> body.put("source_run_id", run));
    return target.post("logged-models", body).path("model");
  }

  private static RuntimeException lost(String id) {
    return Problem.of(Problem.Kind.NOT_FOUND, "its logged model %s is not here".formatted(id), "")
        .asException();
  }

  /// One that somebody has set here stays as it is.
  private void alias(
      ImportSource.Model model, String alias, Optional<String> version, Optional<JsonNode> before) {
    boolean isSet =
        before
            .map(found -> found.path("registered_model").path("aliases"))
            .map(aliases ->
                aliases
                    .valueStream()
                    .anyMatch(each -> each.path("alias").asString("").equals(alias)))
            .orElse(false);
    if (isSet) {
      return;
    }
    if (version.isEmpty()) {
      report.leaveOut("alias %s of %s".formatted(alias, model.name()), "its version is not here");
    } else if (alias.equals(CHAMPION)) {
      report.leaveOut(
          "alias champion of " + model.name(),
          "it decides what serves: evenkeel promote %s@%s".formatted(model.name(), version.get()));
    } else {
      target.post(
          "registered-models/alias",
          Map.of("name", model.name(), "alias", alias, "version", version.get()));
    }
  }
}
