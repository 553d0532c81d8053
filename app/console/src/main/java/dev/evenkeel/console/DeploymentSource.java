package dev.evenkeel.console;

import java.util.List;

/// Where the page of the deployments gets what it shows; `server` connects it with serving.
@FunctionalInterface
public interface DeploymentSource {
  /// Every model that answers or should, by name.
  List<DeploymentView> deployments();
}
