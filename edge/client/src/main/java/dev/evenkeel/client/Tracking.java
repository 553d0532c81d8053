package dev.evenkeel.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Experiments and tracking runs, by MLflow's addresses.
public final class Tracking {
  private static final String RUNS = Http.MLFLOW + "runs/";
  private static final String EXPERIMENTS = Http.MLFLOW + "experiments/";
  private static final int PAGE = 1_000;

  private final Http http;

  Tracking(Http http) {
    this.http = http;
  }

  /// The id of an experiment, which is made when there is none of that name.
  public String experiment(String name) {
    Optional<String> known = find(name);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return http.send("POST", EXPERIMENTS + "create", Map.of("name", name))
          .path("experiment_id")
          .asString("");
    } catch (EvenkeelException e) {
      if (!e.code().equals("RESOURCE_ALREADY_EXISTS")) {
        throw e;
      }
      // Somebody else made it in between.
      return find(name).orElseThrow(() -> e);
    }
  }

  private Optional<String> find(String name) {
    try {
      JsonNode found = http.get(EXPERIMENTS + "get-by-name", Map.of("experiment_name", name));
      return Optional.of(found.path("experiment").path("experiment_id").asString(""));
    } catch (EvenkeelException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Begins a run; closing it ends it.
  ///
  /// @param experiment its id, see [#experiment]
  /// @param name for people; the server makes one of an empty name
  public ActiveRun start(String experiment, String name) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("experiment_id", experiment);
    run.put("run_name", name);
    run.put("start_time", System.currentTimeMillis());
    JsonNode info = http.send("POST", RUNS + "create", run).path("run").path("info");
    return new ActiveRun(http, Run.id(info), info.path("artifact_uri").asString(""));
  }

  /// A run by its id.
  public Run run(String id) {
    return Run.of(http.get(RUNS + "get", Map.of("run_id", id)).path("run"));
  }

  /// The best or newest runs of some experiments.
  ///
  /// @param filter in MLflow's grammar, such as `metrics.f1 > 0.8 AND params.depth = '3'`; empty
  ///   takes all
  /// @param order such as `metrics.f1 DESC`; empty is the newest first
  /// @param limit how many at most
  public List<Run> search(List<String> experiments, String filter, String order, int limit) {
    List<Run> found = new ArrayList<>();
    String token = "";
    do {
      Map<String, Object> search = new LinkedHashMap<>();
      search.put("experiment_ids", experiments);
      search.put("filter", filter);
      search.put("order_by", order.isEmpty() ? List.of() : List.of(order));
      search.put("max_results", Math.min(PAGE, limit - found.size()));
      search.put("page_token", token);
      JsonNode page = http.send("POST", RUNS + "search", search);
      page.path("runs").forEach(run -> found.add(Run.of(run)));
      token = page.path("next_page_token").asString("");
    } while (!token.isEmpty() && found.size() < limit);
    return found;
  }
}
