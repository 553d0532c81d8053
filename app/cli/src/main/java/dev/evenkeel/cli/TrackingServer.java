package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// A running server, asked by MLflow's calls. Nothing is read without a bound.
final class TrackingServer implements AutoCloseable {
  /// The most experiments, runs or logged models that one command reads.
  static final int FOUND_MAX = 1_000;

  private static final String API = "api/2.0/mlflow/";
  private static final int PAGE = 100;

  private final RunningServer server;

  TrackingServer(RunningServer server) {
    this.server = server;
  }

  /// What a search found, as far as it was read.
  ///
  /// @param name what the protocol calls it: `runs`
  /// @param next the token of what was not read; empty when that is nothing
  record Found(String name, List<JsonNode> items, String next) {
    Found {
      items = List.copyOf(items);
    }

    boolean hasMore() {
      return !next.isEmpty();
    }

    /// As the protocol answers it.
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(name, items);
      if (hasMore()) {
        json.put("next_page_token", next);
      }
      return json;
    }
  }

  private interface Search {
    /// One page.
    ///
    /// @param token of the page before; empty for the first page
    JsonNode page(String token, int results);
  }

  private static Found all(String name, int limit, Search search) {
    List<JsonNode> items = new ArrayList<>();
    String token = "";
    int before;
    do {
      before = items.size();
      JsonNode page = search.page(token, Math.min(PAGE, limit - before));
      page.path(name).forEach(items::add);
      token = page.path("next_page_token").asString("");
      // An empty page that promises more would promise it for ever.
    } while (!token.isEmpty() && items.size() > before && items.size() < limit);
    return new Found(name, items, token);
  }

  Found experiments(String filter) {
    return all(
        "experiments",
        FOUND_MAX,
        (token, results) ->
            server.post(
                API + "experiments/search",
                Map.of("filter", filter, "max_results", results, "page_token", token)));
  }

  /// Answers the new experiment's id.
  String createExperiment(String name) {
    return server
        .post(API + "experiments/create", Map.of("name", name))
        .path("experiment_id")
        .asString("");
  }

  /// An experiment by its name or else by its id.
  JsonNode experiment(String nameOrId) {
    try {
      return experiment("get-by-name", Map.of("experiment_name", nameOrId));
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.NOT_FOUND) {
        throw e;
      }
    }
    return nameOrId.matches("\\d{1,18}") ? experimentOf(nameOrId) : unknown(nameOrId);
  }

  JsonNode experimentOf(String id) {
    return experiment("get", Map.of("experiment_id", id));
  }

  private JsonNode experiment(String call, Map<String, String> query) {
    return server.get(API + "experiments/" + call + RunningServer.query(query)).path("experiment");
  }

  private JsonNode unknown(String name) {
    List<String> names =
        experiments("").items().stream().map(each -> each.path("name").asString("")).toList();
    String near = Names.nearest(name, names);
    throw Problem.of(
            Problem.Kind.NOT_FOUND,
            "no experiment is called `%s`".formatted(Names.abbreviate(name)),
            near.isEmpty()
                ? "`evenkeel experiment list` shows what there is"
                : "did you mean `%s`?".formatted(Names.abbreviate(near)))
        .asException();
  }

  /// @param order such as `metrics.rmse ASC`; empty for the newest first
  Found runs(String experimentId, String filter, String order, int limit) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("experiment_ids", List.of(experimentId));
    question.put("filter", filter);
    question.put("order_by", order.isBlank() ? List.of() : List.of(order));
    return all("runs", limit, (token, results) -> search("runs", question, token, results));
  }

  /// The logged models that a run made.
  Found loggedModels(LoggedRun run) {
    Map<String, Object> question =
        Map.of(
            "experiment_ids",
            List.of(run.experimentId()),
            "filter",
            "source_run_id = '%s'".formatted(run.id()));
    return all(
        "models", FOUND_MAX, (token, results) -> search("logged-models", question, token, results));
  }

  private JsonNode search(String what, Map<String, Object> question, String token, int results) {
    Map<String, Object> page = new LinkedHashMap<>(question);
    page.put("max_results", results);
    page.put("page_token", token);
    return server.post(API + what + "/search", page);
  }

  /// What the root of a run's files holds: the server's pages are as long as it likes.
  Found files(LoggedRun run) {
    return all(
        "files",
        FOUND_MAX,
        (token, _) -> {
          Map<String, String> query = new LinkedHashMap<>();
          query.put("run_id", run.id());
          query.put("page_token", token);
          return server.get(API + "artifacts/list" + RunningServer.query(query));
        });
  }

  LoggedRun run(String id) {
    return known(() ->
        LoggedRun.of(
            server.get(API + "runs/get" + RunningServer.query(Map.of("run_id", id))).path("run")));
  }

  void delete(String runId) {
    known(() -> server.post(API + "runs/delete", Map.of("run_id", runId)));
  }

  void restore(String runId) {
    known(() -> server.post(API + "runs/restore", Map.of("run_id", runId)));
  }

  /// The server says that there is no such run, and not where ids are shown.
  private static <T> T known(Supplier<T> call) {
    try {
      return call.get();
    } catch (ProblemException e) {
      Problem problem = e.problem();
      if (problem.kind() != Problem.Kind.NOT_FOUND) {
        throw e;
      }
      throw Problem.of(
              problem.kind(),
              problem.what(),
              "`evenkeel run list EXPERIMENT` shows the ids of runs")
          .asException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
