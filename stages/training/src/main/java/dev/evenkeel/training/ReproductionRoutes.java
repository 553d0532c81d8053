package dev.evenkeel.training;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.training.Reproductions.Attempt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The addresses by which versions are trained again.
public final class ReproductionRoutes {
  private static final String ADDRESS = "/api/v1/models/{name}/versions/{version}/reproduction";
  private static final String NUMBER = "[1-9]\\d{0,8}";

  private final Reproductions reproductions;

  public ReproductionRoutes(Reproductions reproductions) {
    this.reproductions = reproductions;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.post(ADDRESS, "Train a version again", this::start).needs(Role.EDITOR),
        Route.get(ADDRESS, "Whether a version came out again", this::show).needs(Role.VIEWER));
  }

  private Reply start(Request request) {
    return Reply.json(202, told(reproductions.start(request.path("name"), number(request))));
  }

  private Reply show(Request request) {
    return Reply.json(told(reproductions.demandNewest(request.path("name"), number(request))));
  }

  private static Map<String, Object> told(Attempt attempt) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("run", attempt.run().id());
    told.put("state", attempt.run().state().name());
    told.put("message", attempt.run().message());
    attempt.result().ifPresent(result -> told.put("reproduction", result));
    return told;
  }

  private static int number(Request request) {
    String text = request.path("version");
    if (!text.matches(NUMBER)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no version".formatted(Names.abbreviate(text)),
              "",
              "a number from 1",
              "")
          .asException();
    }
    return Integer.parseInt(text);
  }
}
