package dev.evenkeel.access;

import dev.evenkeel.base.Route;
import java.util.List;
import java.util.stream.Stream;

/// The addresses of users, tokens and projects; the commands ask the same ones.
public final class AccessRoutes {
  private final List<Route> routes;

  public AccessRoutes(Access access) {
    routes =
        Stream.of(
                new UserRoutes(access.users()).routes(),
                new TokenRoutes(access.tokens()).routes(),
                new ProjectRoutes(access.projects()).routes())
            .flatMap(List::stream)
            .toList();
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return routes;
  }
}
