package dev.evenkeel.pipelines;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.pipelines.DeployedPipelines.Deployed;
import dev.evenkeel.pipelines.definition.CodeFiles;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineFile;
import dev.evenkeel.pipelines.definition.PipelineReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The addresses of pipelines: deployed, planned, started.
public final class PipelineRoutes {
  private static final int BODY_BYTES_MAX = 8 << 20;
  private static final int PAGE = 100;
  private static final int FILES_MAX = 200;

  private final DeployedPipelines deployed;
  private final PipelineRuns runs;

  public PipelineRoutes(DeployedPipelines deployed, PipelineRuns runs) {
    this.deployed = deployed;
    this.runs = runs;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/pipelines", "Pipelines that are deployed", this::list)
            .needs(Role.VIEWER),
        Route.get("/api/v1/pipelines/{name}", "A pipeline and its definition", this::show)
            .needs(Role.VIEWER),
        new Route("PUT", "/api/v1/pipelines/{name}", "Deploy a pipeline", this::deploy)
            .needs(Role.EDITOR),
        new Route("DELETE", "/api/v1/pipelines/{name}", "Remove a pipeline", this::remove)
            .needs(Role.EDITOR),
        Route.post(
                "/api/v1/pipelines/{name}/pause",
                "Let nothing start it by itself",
                request -> Reply.json(RunJson.deployed(deployed.pause(request.path("name")))))
            .needs(Role.EDITOR),
        Route.post(
                "/api/v1/pipelines/{name}/resume",
                "Let schedule and triggers start it",
                request -> Reply.json(RunJson.deployed(deployed.resume(request.path("name")))))
            .needs(Role.EDITOR),
        Route.post("/api/v1/pipelines/{name}/runs", "Start a run of a pipeline", this::start)
            .needs(Role.EDITOR),
        Route.post("/api/v1/pipelines/{name}/plan", "What a run would do", this::plan)
            .needs(Role.VIEWER),
        Route.post("/api/v1/pipeline-runs", "Start a run of a definition", this::startGiven)
            .needs(Role.EDITOR),
        Route.post("/api/v1/pipeline-plans", "What a run of a definition would do", this::planGiven)
            .needs(Role.VIEWER));
  }

  private Reply list(Request request) {
    int limit = limit(request, PAGE);
    List<Deployed> found = deployed.list(request.query("after").orElse(""), limit + 1);
    List<Deployed> shown = found.subList(0, Math.min(limit, found.size()));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("pipelines", shown.stream().map(RunJson::deployed).toList());
    if (found.size() > limit) {
      page.put("next", "?after=%s&limit=%d".formatted(shown.getLast().name(), limit));
    }
    return Reply.json(page);
  }

  private Reply show(Request request) {
    Deployed one = deployed.demand(request.path("name"));
    Pipeline pipeline = deployed.definition(one);
    Map<String, Object> json = RunJson.deployed(one);
    json.put("graph", RunJson.graph(pipeline));
    json.put(
        "definition",
        Json.parse(
            pipeline.canonical().getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "a definition"));
    return Reply.json(json);
  }

  private Reply deploy(Request request) {
    PipelineFile file = given(body(request));
    String name = file.pipeline().name();
    if (!name.equals(request.path("name"))) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the pipeline calls itself `%s`".formatted(name),
              "",
              "`%s`, as the address does".formatted(Names.abbreviate(request.path("name"))),
              "")
          .asException();
    }
    return Reply.json(RunJson.deployed(deployed.deploy(file)));
  }

  private Reply remove(Request request) {
    deployed.remove(request.path("name"));
    return Reply.json(Map.of("removed", request.path("name")));
  }

  private Reply start(Request request) {
    return started(asked(request, body(request)));
  }

  private Reply startGiven(Request request) {
    JsonNode body = body(request);
    return started(asked(given(body), body));
  }

  private Reply started(RunRequest request) {
    PipelineRun run = runs.start(request);
    return Reply.json(201, RunJson.run(run));
  }

  private Reply plan(Request request) {
    return planned(asked(request, body(request)));
  }

  private Reply planGiven(Request request) {
    JsonNode body = body(request);
    return planned(asked(given(body), body));
  }

  private Reply planned(RunRequest request) {
    return Reply.json(
        Map.of("pipeline", request.pipeline().pipeline().name(), "steps", runs.plan(request)));
  }

  private RunRequest asked(Request request, JsonNode body) {
    Deployed one = deployed.demand(request.path("name"));
    return asked(PipelineFile.of(deployed.definition(one)), body);
  }

  private static RunRequest asked(PipelineFile file, JsonNode body) {
    return new RunRequest(
        file,
        text(body, "model").orElse(""),
        text(body, "cause").orElse("started by hand"),
        texts(body, "parameters", 1_000),
        text(body, "part"),
        "",
        0);
  }

  /// A definition that came with its request: `definition` is its text, `where` the name of its
  /// file, `files` the code of its steps.
  private static PipelineFile given(JsonNode body) {
    String definition =
        text(body, "definition")
            .orElseThrow(() ->
                problem("there is no `definition`", "the text of a pipeline, as YAML or JSON"));
    String where = Names.abbreviate(text(body, "where").orElse("the definition"));
    return CodeFiles.with(PipelineReader.file(definition, where), texts(body, "files", FILES_MAX));
  }

  private static JsonNode body(Request request) {
    byte[] bytes = request.body(BODY_BYTES_MAX);
    JsonNode body =
        bytes.length == 0
            ? Json.parse(new byte[] {'{', '}'}, "the request's body")
            : Json.parse(bytes, "the request's body");
    if (!body.isObject()) {
      throw problem("the request's body is no object", "`{\"definition\": …}`");
    }
    return body;
  }

  private static Optional<String> text(JsonNode body, String key) {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw problem("`%s` is no text".formatted(key), "a text");
    }
    return Optional.of(value.asString());
  }

  private static Map<String, String> texts(JsonNode body, String key, int max) {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Map.of();
    }
    if (!value.isObject() || value.size() > max) {
      throw problem("`%s` cannot be used".formatted(key), "an object of at most " + max);
    }
    Map<String, String> texts = new TreeMap<>();
    value.forEachEntry(
        (name, each) -> texts.put(name, each.isValueNode() ? each.asString() : each.toString()));
    return texts;
  }

  static int limit(Request request, int max) {
    String text = request.query("limit").orElse(String.valueOf(max));
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw problem("`limit=%s` cannot be used".formatted(Names.abbreviate(text)), "1 to " + max);
    }
    return Math.min(max, Integer.parseInt(text));
  }

  static ProblemException problem(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, "", expected, "").asException();
  }
}
