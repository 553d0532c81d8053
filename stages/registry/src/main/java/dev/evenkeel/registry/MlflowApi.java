package dev.evenkeel.registry;

import dev.evenkeel.base.Route;
import dev.evenkeel.registry.mlflow.MlflowRoutes;
import java.util.List;

/// MLflow's REST API over tracking and the registry, for its unmodified clients.
public final class MlflowApi {
  private final MlflowRoutes routes;

  public MlflowApi(Tracking tracking, Registered registered, Webhooks webhooks) {
    this.routes = new MlflowRoutes(tracking, registered, webhooks);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return routes.routes();
  }
}
