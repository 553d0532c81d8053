package dev.evenkeel.console;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The pages of what notebooks log: experiments, a table of their runs, and a run. They need no
/// JavaScript; the links that MLflow's client prints lead here with it.
public final class ExperimentPages {
  private final ExperimentSource source;
  private final Supplier<List<String>> models;
  private final Pages pages = new Pages();

  /// @param models names for the navigation
  public ExperimentPages(ExperimentSource source, Supplier<List<String>> models) {
    this.source = source;
    this.models = models;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/experiments", "The page of the experiments", this::experiments)
            .needs(Role.VIEWER),
        Route.get("/experiments/{experiment}", "The page of an experiment's runs", this::runs)
            .needs(Role.VIEWER),
        Route.get("/runs/{run}", "The page of a run", this::run).needs(Role.VIEWER));
  }

  private Reply experiments(Request request) {
    return pages.render(
        "experiments.jte",
        Map.of("view", source.experiments(Forms.asked(request, "page")), "models", models.get()));
  }

  private Reply runs(Request request) {
    String experiment = request.path("experiment");
    RunsView.Question question =
        new RunsView.Question(
            experiment,
            Forms.asked(request, "filter"),
            Forms.asked(request, "order"),
            Forms.asked(request, "page"));
    RunsView view = source.runs(question).orElseThrow(() -> unknown("experiment", experiment));
    return pages.render("runs.jte", Map.of("view", view, "models", models.get()));
  }

  private Reply run(Request request) {
    String id = request.path("run");
    RunView view = source.run(id).orElseThrow(() -> unknown("run", id));
    return pages.render("run.jte", Map.of("view", view, "models", models.get()));
  }

  private static RuntimeException unknown(String what, String id) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "%s `%s` does not exist".formatted(what, Names.abbreviate(id)),
            "see /experiments")
        .asException();
  }
}
