package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A running server of MLflow, read by its REST API. It is sent MLflow's own credentials from the
/// environment, never Evenkeel's token, and no address that it answers is followed.
final class MlflowServer implements ImportSource {
  private static final String API = "api/2.0/mlflow/";
  private static final String PROXIED = "mlflow-artifacts:";
  private static final int DEPTH_MAX = 32;

  private final RunningServer server;
  private final boolean isWithDeleted;
  private final ImportReport report;

  MlflowServer(String address, boolean isWithDeleted, ImportReport report) {
    this.isWithDeleted = isWithDeleted;
    this.server =
        new RunningServer(
            address,
            new RunningServer.Asked(
                "MLflow server", "PLACE", "look whether it runs", authorization(System.getenv())));
    this.report = report;
  }

  private static String authorization(Map<String, String> environment) {
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    if (token.isEmpty() && user.isEmpty()) {
      return "";
    }
    String pair = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return token.isEmpty()
        ? "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
        : "Bearer " + token;
  }

  /// Gives each item of all pages.
  private void pages(
      String name, int most, Function<String, JsonNode> page, Consumer<JsonNode> each) {
    String token = "";
    int count = 0;
    do {
      JsonNode answer = page.apply(token);
      int before = count;
      for (JsonNode item : answer.path(name)) {
        if (count == most) {
          report.leaveOut(name, "what comes after the first %,d".formatted(most));
          return;
        }
        each.accept(item);
        count++;
      }
      String next = text(answer, "next_page_token");
      // An empty page that promises more would promise it for ever, and so would the same page.
      token = count == before || next.equals(token) ? "" : next;
    } while (!token.isEmpty());
  }

  private Function<String, JsonNode> search(String path, Map<String, ?> question) {
    return token -> {
      Map<String, Object> body = new LinkedHashMap<>(question);
      body.put("page_token", token);
      return server.post(API + path, body);
    };
  }

  private Function<String, JsonNode> list(String path, Map<String, String> question) {
    return token -> {
      Map<String, String> query = new LinkedHashMap<>(question);
      query.put("page_token", token);
      return server.get(API + path + RunningServer.query(query));
    };
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  private static OptionalLong millis(JsonNode node, String field) {
    String text = text(node, field);
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static Map<String, String> pairs(JsonNode list) {
    Map<String, String> pairs = new LinkedHashMap<>();
    list.forEach(pair -> pairs.put(text(pair, "key"), text(pair, "value")));
    return pairs;
  }

  @Override
  public List<Experiment> experiments() {
    List<Experiment> found = new ArrayList<>();
    pages(
        "experiments",
        THINGS_MAX,
        search("experiments/search", Map.of("max_results", 100, "view_type", "ALL")),
        each -> {
          if (isDeleted(each) && !isWithDeleted) {
            report.leaveOut(
                ImportReport.Left.DELETED_EXPERIMENTS,
                1,
                "experiment " + text(each, "name"),
                "it was deleted");
          } else {
            found.add(
                new Experiment(
                    text(each, "experiment_id"),
                    text(each, "name"),
                    millis(each, "creation_time"),
                    pairs(each.path("tags")),
                    isDeleted(each)));
          }
        });
    return found;
  }

  private static boolean isDeleted(JsonNode thing) {
    return text(thing, "lifecycle_stage").equals("deleted");
  }

  @Override
  public int traces(Experiment experiment) {
    AtomicInteger count = new AtomicInteger();
    Map<String, Object> place =
        Map.of(
            "type",
            "MLFLOW_EXPERIMENT",
            "mlflow_experiment",
            Map.of("experiment_id", experiment.id()));
    try {
      pages(
          "traces",
          THINGS_MAX,
          token ->
              server.post(
                  "api/3.0/mlflow/traces/search",
                  Map.of("locations", List.of(place), "max_results", 500, "page_token", token)),
          _ -> count.incrementAndGet());
    } catch (ProblemException e) {
      // MLflow 2 answers with a page of HTML; a server that is gone fails the next call too.
      throw Problem.of(
              Problem.Kind.UNSUPPORTED, "this server does not tell whether there are any", "")
          .asException(e);
    }
    return count.get();
  }

  @Override
  public void runs(Experiment experiment, Consumer<Run> each) {
    pages(
        "runs",
        RUNS_MAX,
        search(
            "runs/search",
            Map.of(
                "experiment_ids",
                List.of(experiment.id()),
                "max_results",
                100,
                "run_view_type",
                "ALL")),
        run -> {
          JsonNode info = run.path("info");
          if (isDeleted(info) && !isWithDeleted) {
            report.leaveOut(
                ImportReport.Left.DELETED_RUNS, 1, "run " + text(info, "run_id"), "it was deleted");
          } else {
            each.accept(run(experiment, info, run));
          }
        });
  }

  private static Run run(Experiment experiment, JsonNode info, JsonNode run) {
    JsonNode data = run.path("data");
    return new Run(
        text(info, "run_id"),
        experiment.id(),
        text(info, "run_name"),
        text(info, "user_id"),
        text(info, "status"),
        millis(info, "start_time"),
        millis(info, "end_time"),
        pairs(data.path("params")),
        pairs(data.path("tags")),
        data.path("metrics").valueStream().map(m -> text(m, "key")).distinct().toList(),
        run.at("/inputs/dataset_inputs")
            .valueStream()
            .limit(INPUTS_MAX)
            .map(MlflowServer::input)
            .toList(),
        text(info, "artifact_uri"),
        isDeleted(info));
  }

  private static Input input(JsonNode input) {
    Map<String, String> dataset = new LinkedHashMap<>();
    for (String field : Input.FIELDS) {
      if (input.path("dataset").has(field)) {
        dataset.put(field, text(input.path("dataset"), field));
      }
    }
    return new Input(dataset, pairs(input.path("tags")));
  }

  @Override
  public void points(Run run, String metric, Consumer<Point> each) {
    pages(
        "metrics",
        POINTS_MAX,
        list(
            "metrics/get-history",
            Map.of("run_id", run.id(), "metric_key", metric, "max_results", "10000")),
        point -> each.accept(point(point)));
  }

  private static Point point(JsonNode point) {
    try {
      String step = text(point, "step");
      return new Point(
          ImportText.number(text(point, "value")),
          Long.parseLong(text(point, "timestamp")),
          step.isEmpty() ? 0 : Long.parseLong(step));
    } catch (NumberFormatException e) {
      throw Problem.of(Problem.Kind.INPUT, "a point of a metric that is none", "").asException(e);
    }
  }

  @Override
  public void files(Run run, FileSink each) {
    List<String> paths = new ArrayList<>();
    collect(
        "", 0, folder -> list("artifacts/list", Map.of("run_id", run.id(), "path", folder)), paths);
    for (String path : paths) {
      String address =
          run.storage().startsWith(PROXIED)
              ? proxied(run.storage(), path)
              : "get-artifact" + RunningServer.query(Map.of("run_uuid", run.id(), "path", path));
      server.stream(address, content -> each.take(path, content));
    }
  }

  @Override
  public void files(Logged model, FileSink each) {
    String one = "logged-models/%s/artifacts/".formatted(RunningServer.part(model.id()));
    List<String> paths = new ArrayList<>();
    collect(
        "",
        0,
        folder -> list(one + "directories", Map.of("artifact_directory_path", folder)),
        paths);
    for (String path : paths) {
      String address =
          model.storage().startsWith(PROXIED)
              ? proxied(model.storage(), path)
              : "ajax-api/2.0/mlflow/%sfiles%s"
                  .formatted(one, RunningServer.query(Map.of("artifact_file_path", path)));
      server.stream(address, content -> each.take(path, content));
    }
  }

  private static String proxied(String storage, String path) {
    // It may name the server, as in mlflow-artifacts://host/path; we ask the one that we know.
    String inside =
        storage.substring(PROXIED.length()).replaceFirst("^//[^/]*", "").replaceFirst("^/+", "");
    String whole = (inside + "/" + path).replace("//", "/");
    if (!ImportText.isInside(whole)) {
      throw Problem.of(Problem.Kind.INPUT, "a path that leads elsewhere", "").asException();
    }
    StringBuilder address = new StringBuilder("api/2.0/mlflow-artifacts/artifacts");
    for (String name : whole.split("/", -1)) {
      address.append('/').append(RunningServer.part(name));
    }
    return address.toString();
  }

  private void collect(
      String folder,
      int depth,
      Function<String, Function<String, JsonNode>> lister,
      List<String> paths) {
    List<String> folders = new ArrayList<>();
    pages(
        "files",
        FILES_MAX,
        lister.apply(folder),
        file -> {
          String path = text(file, "path");
          boolean isBelow = folder.isEmpty() || path.startsWith(folder + "/");
          if (!isBelow || !ImportText.isInside(path) || path.equals(folder)) {
            report.leaveOut("file " + path, "its path leads elsewhere");
          } else if (file.path("is_dir").asBoolean(false)) {
            folders.add(path);
          } else if (paths.size() < FILES_MAX) {
            paths.add(path);
          } else {
            report.leaveOut("file " + path, "there are too many");
          }
        });
    for (String each : folders) {
      if (depth == DEPTH_MAX) {
        report.leaveOut("folder " + each, "it lies too deep");
      } else {
        collect(each, depth + 1, lister, paths);
      }
    }
  }

  @Override
  public void models(Consumer<Model> each) {
    pages(
        "registered_models",
        THINGS_MAX,
        list("registered-models/search", Map.of("max_results", "100")),
        model -> {
          String name = text(model, "name");
          List<Model> read = new ArrayList<>();
          report.attempt("model " + name, () -> read.add(model(name)));
          read.forEach(each);
        });
  }

  private Model model(String name) {
    JsonNode model =
        server
            .get(API + "registered-models/get" + RunningServer.query(Map.of("name", name)))
            .path("registered_model");
    Map<String, Integer> aliases = new LinkedHashMap<>();
    for (JsonNode alias : model.path("aliases")) {
      aliases.put(text(alias, "alias"), version(alias));
    }
    List<Version> versions = new ArrayList<>();
    pages(
        "model_versions",
        THINGS_MAX,
        list(
            "model-versions/search",
            Map.of("filter", ImportText.nameIs(name), "max_results", "100")),
        each ->
            versions.add(
                new Version(
                    version(each),
                    text(each, "source"),
                    text(each, "run_id"),
                    text(each, "description"),
                    text(each, "current_stage"),
                    pairs(each.path("tags")))));
    return new Model(
        name, text(model, "description"), pairs(model.path("tags")), aliases, versions);
  }

  private static int version(JsonNode node) {
    String text = text(node, "version");
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw Problem.of(Problem.Kind.INPUT, "a version that is no number", "").asException();
    }
    return Integer.parseInt(text);
  }

  @Override
  public Optional<Logged> logged(String id) {
    JsonNode info =
        server.get(API + "logged-models/" + RunningServer.part(id)).path("model").path("info");
    return Optional.of(
        new Logged(
            id,
            text(info, "experiment_id"),
            text(info, "name"),
            text(info, "source_run_id"),
            text(info, "artifact_uri")));
  }

  @Override
  public void close() {
    server.close();
  }
}
