package dev.evenkeel.cli;

import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.definition.CodeFiles;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A running server, asked about pipelines and their runs.
final class PipelineServer implements AutoCloseable {
  private static final String PIPELINES = "api/v1/pipelines";
  private static final String RUNS = "api/v1/pipeline-runs";

  private static final Pattern RUN = Pattern.compile("[0-9a-f-]{36}");

  private final RunningServer server;

  PipelineServer(RunningServer server) {
    this.server = server;
  }

  /// Whether an argument names a file rather than a deployed pipeline.
  static boolean isFile(String argument) {
    return argument.endsWith(".yaml") || argument.endsWith(".yml") || argument.endsWith(".json");
  }

  /// Whether an argument is the id of a run rather than the name of a pipeline.
  static boolean isRun(String argument) {
    return RUN.matcher(argument).matches();
  }

  /// Whether a run or a step is in a state behind which nothing follows.
  static boolean hasEnded(JsonNode runOrStep) {
    return isFinal(runOrStep.path("state").asString(""));
  }

  /// The same of the name of a state; a state that this release does not know is none.
  static boolean isFinal(String state) {
    return Arrays.stream(State.values())
        .anyMatch(known -> known.isFinal() && known.name().equals(state));
  }

  JsonNode deploy(Path file) {
    Pipeline pipeline = pipeline(file);
    return server.put(
        PIPELINES + "/" + RunningServer.part(pipeline.name()), definition(file, pipeline));
  }

  JsonNode list(int limit) {
    return server.get(PIPELINES + "?limit=" + limit);
  }

  JsonNode pipeline(String name) {
    return server.get(PIPELINES + "/" + RunningServer.part(name));
  }

  void remove(String name) {
    server.delete(PIPELINES + "/" + RunningServer.part(name));
  }

  JsonNode pause(String name) {
    return server.post(PIPELINES + "/" + RunningServer.part(name) + "/pause", Map.of());
  }

  JsonNode resume(String name) {
    return server.post(PIPELINES + "/" + RunningServer.part(name) + "/resume", Map.of());
  }

  /// Starts a run of a file or of a deployed pipeline.
  JsonNode start(String what, Map<String, Object> request) {
    return asked(what, request, "/runs", RUNS);
  }

  JsonNode plan(String what, Map<String, Object> request) {
    return asked(what, request, "/plan", "api/v1/pipeline-plans");
  }

  private JsonNode asked(
      String what, Map<String, Object> request, String ofDeployed, String ofFile) {
    Map<String, Object> body = new LinkedHashMap<>(request);
    if (isFile(what)) {
      Path file = Path.of(what);
      body.putAll(definition(file, pipeline(file)));
      return server.post(ofFile, body);
    }
    return server.post(PIPELINES + "/" + RunningServer.part(what) + ofDeployed, body);
  }

  JsonNode runs(Map<String, String> query) {
    return server.get(RUNS + RunningServer.query(query));
  }

  JsonNode run(String id, int after) {
    return server.get(RUNS + "/" + RunningServer.part(id) + "?after=" + after);
  }

  JsonNode graph(String id) {
    return server.get(RUNS + "/" + RunningServer.part(id) + "/graph");
  }

  JsonNode events(String id, long after) {
    return server.get(RUNS + "/" + RunningServer.part(id) + "/events?after=" + after);
  }

  JsonNode step(String id, String step) {
    return server.get(RUNS + "/" + RunningServer.part(id) + "/steps/" + RunningServer.part(step));
  }

  JsonNode log(String id, String step, Map<String, String> query) {
    return server.get(
        RUNS
            + "/"
            + RunningServer.part(id)
            + "/logs/"
            + RunningServer.part(step)
            + RunningServer.query(query));
  }

  JsonNode cancel(String id) {
    return server.post(RUNS + "/" + RunningServer.part(id) + "/cancel", Map.of());
  }

  JsonNode retry(String id, Optional<String> from) {
    return server.post(
        RUNS + "/" + RunningServer.part(id) + "/retry",
        from.<Map<String, Object>>map(step -> Map.of("from", step)).orElse(Map.of()));
  }

  JsonNode answer(String id, String step, String answer, String note) {
    return server.post(
        RUNS + "/" + RunningServer.part(id) + "/steps/" + RunningServer.part(step) + "/" + answer,
        Map.of("note", note));
  }

  private static Pipeline pipeline(Path file) {
    return PipelineReader.read(
        TextFile.read(file, "pipeline", "pipelines/train.yaml"), file.toString());
  }

  /// A definition with the code that its steps name, which lies in the project: beside the
  /// definition, or beside the folder `pipelines` that it is in.
  private static Map<String, Object> definition(Path file, Pipeline pipeline) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
    Path project =
        folder.endsWith("pipelines")
            ? Optional.ofNullable(folder.getParent()).orElse(folder)
            : folder;
    Map<String, String> code = new LinkedHashMap<>();
    for (String name : CodeFiles.named(pipeline)) {
      Path inside = project.resolve(name).normalize();
      if (inside.startsWith(project) && Files.isRegularFile(inside)) {
        code.put(name, TextFile.read(inside, "script", "fit.py"));
      }
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("definition", TextFile.read(file, "pipeline", "pipelines/train.yaml"));
    body.put("where", file.toString());
    body.put("files", code);
    return body;
  }

  @Override
  public void close() {
    server.close();
  }
}
