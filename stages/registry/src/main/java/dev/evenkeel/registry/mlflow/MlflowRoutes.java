package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.Registered;
import dev.evenkeel.registry.Tracking;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All addresses of MLflow's API.
public final class MlflowRoutes {
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final List<Call> calls;

  public MlflowRoutes(Tracking tracking, Registered registered) {
    this.calls =
        Stream.of(
                new ExperimentCalls(tracking.experiments()).calls(),
                new RunCalls(tracking.runs()).calls(),
                new MetricCalls(tracking.runs()).calls(),
                new LoggedModelCalls(tracking.loggedModels()).calls(),
                new SearchCalls(
                        tracking.runSearch(),
                        tracking.runs(),
                        tracking.experimentSearch(),
                        tracking.experiments(),
                        tracking.loggedModelSearch(),
                        tracking.loggedModels())
                    .calls(),
                new ArtifactCalls(tracking.artifacts()).calls(),
                new RegisteredModelCalls(
                        registered.models(), registered.versions(), registered.aliases())
                    .calls(),
                new ModelVersionCalls(registered.versions()).calls(),
                new AliasCalls(
                        registered.models(),
                        registered.versions(),
                        registered.serving(),
                        registered.aliases(),
                        registered.promotions())
                    .calls(),
                new RegistrySearchCalls(
                        registered.modelSearch(), registered.versionSearch(), registered.pages())
                    .calls())
            .flatMap(List::stream)
            .toList();
  }

  /// What `server` mounts: every call under each of its prefixes, and the protocol's own words for
  /// what is not offered.
  public List<Route> routes() {
    return Stream.concat(calls.stream().flatMap(Call::routes), absent()).toList();
  }

  private static Stream<Route> absent() {
    return Stream.of(
            "/api/2.0/mlflow/",
            "/ajax-api/2.0/mlflow/",
            "/api/3.0/mlflow/",
            "/ajax-api/3.0/mlflow/")
        .flatMap(prefix ->
            METHODS.stream()
                .map(method ->
                    new Route(
                        method,
                        prefix + "{call...}",
                        "What is not offered",
                        _ -> absent(method, prefix))));
  }

  private static Reply absent(String method, String prefix) {
    return MlflowReplies.error(
        ErrorCode.ENDPOINT_NOT_FOUND,
        "%s has no such call below %s; docs/mlflow.md lists what is there"
            .formatted(method, prefix),
        Map.of());
  }

  /// One call of the API.
  ///
  /// @param service whose it is: `mlflow`, or `mlflow-artifacts` for files
  /// @param path after the prefix: `runs/create`
  record Call(String method, String service, String path, String summary, Route.Handler handler) {
    Call(String method, String path, String summary, Route.Handler handler) {
      this(method, "mlflow", path, summary, handler);
    }

    /// Browsers' pages of MLflow use the second prefix, clients the first.
    Stream<Route> routes() {
      return Stream.of("/api/2.0/", "/ajax-api/2.0/")
          .map(prefix ->
              new Route(
                  method, prefix + service + "/" + path, summary, MlflowReplies.told(handler)));
    }
  }
}
