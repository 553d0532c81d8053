package dev.evenkeel.console;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;

/// The page of what answers, how much and how fast; its figures are renewed every two seconds.
public final class DeploymentPages {
  private final DeploymentSource source;
  private final Pages pages = new Pages();

  public DeploymentPages(DeploymentSource source) {
    this.source = source;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/deployments", "The page of the deployments", _ -> page()).needs(Role.VIEWER),
        Route.get("/deployments/parts", "The changing part of that page", _ -> parts())
            .needs(Role.VIEWER));
  }

  private Reply page() {
    List<DeploymentView> deployments = source.deployments();
    return pages.render(
        "deployments.jte",
        Map.of(
            "deployments",
            deployments,
            "models",
            deployments.stream().map(DeploymentView::model).toList()));
  }

  private Reply parts() {
    return pages.render("deploymentparts.jte", Map.of("deployments", source.deployments()));
  }
}
