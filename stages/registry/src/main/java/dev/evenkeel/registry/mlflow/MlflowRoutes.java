package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.Registered;
import dev.evenkeel.registry.Tracking;
import dev.evenkeel.registry.Webhooks;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All addresses of MLflow's API.
public final class MlflowRoutes {
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final List<Call> calls;
  private final List<Call> hooks;

  public MlflowRoutes(Tracking tracking, Registered registered, Webhooks webhooks) {
    this.hooks = new WebhookCalls(webhooks).calls();
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
    // They tell what happens here to the outside.
    Stream<Route> administered =
        hooks.stream().flatMap(Call::routes).map(route -> route.needs(Role.ADMIN));
    return Stream.of(calls.stream().flatMap(Call::routes), administered, absent())
        .flatMap(each -> each)
        .toList();
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
                            _ -> absent(method, prefix))
                        .needs(Role.VIEWER)));
  }

  private static Reply absent(String method, String prefix) {
    return MlflowReplies.error(
        ErrorCode.ENDPOINT_NOT_FOUND,
        "%s has no such call below %s; docs/mlflow.md lists what is there"
            .formatted(method, prefix),
        Map.of());
  }

  /// One call of the API. A GET reads; any other writes, unless it says that it [#reads].
  ///
  /// @param service whose it is: `mlflow`, or `mlflow-artifacts` for files
  /// @param path after the prefix: `runs/create`
  /// @param role that it needs
  record Call(
      String method,
      String service,
      String path,
      String summary,
      Role role,
      Route.Handler handler) {
    Call(String method, String service, String path, String summary, Route.Handler handler) {
      this(method, service, path, summary, usual(method), handler);
    }

    Call(String method, String path, String summary, Route.Handler handler) {
      this(method, "mlflow", path, summary, handler);
    }

    private static Role usual(String method) {
      return method.equals("GET") ? Role.VIEWER : Role.EDITOR;
    }

    /// The same call, for those who may only read: a search that is posted.
    Call reads() {
      return needs(Role.VIEWER);
    }

    /// The same call, for another role than the usual one.
    Call needs(Role other) {
      return new Call(method, service, path, summary, other, handler);
    }

    /// Browsers' pages of MLflow use the second prefix, clients the first.
    Stream<Route> routes() {
      return Stream.of("/api/2.0/", "/ajax-api/2.0/")
          .map(prefix ->
              new Route(method, prefix + service + "/" + path, summary, MlflowReplies.told(handler))
                  .needs(role));
    }
  }
}
