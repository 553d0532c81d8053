package dev.evenkeel.console;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.GovernanceRoutes;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The pages of the registry: models, a model, a version, and versions side by side. They need no
/// JavaScript.
public final class ModelPages {
  private static final String NUMBER = "[1-9]\\d{0,8}";

  private final ModelSource source;
  private final Supplier<List<String>> models;
  private final Pages pages = new Pages();
  private final Markdown markdown = new Markdown();

  /// @param models names for the navigation
  public ModelPages(ModelSource source, Supplier<List<String>> models) {
    this.source = source;
    this.models = models;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/models", "The page of the models", this::models).needs(Role.VIEWER),
        Route.get("/models/{model}", "The page of a model", this::model).needs(Role.VIEWER),
        Route.get("/models/{model}/versions/{version}", "The page of a version", this::version)
            .needs(Role.VIEWER),
        Route.get("/models/{model}/compare", "The page of versions side by side", this::compare)
            .needs(Role.VIEWER));
  }

  private Reply models(Request request) {
    return pages.render(
        "models.jte",
        Map.of(
            "view",
            source.models(Forms.asked(request, "filter"), Forms.asked(request, "page")),
            "models",
            models.get()));
  }

  private Reply model(Request request) {
    String name = request.path("model");
    String before = Forms.asked(request, "before");
    ModelView view =
        source
            .model(name, before.matches(NUMBER) ? Integer.parseInt(before) : Integer.MAX_VALUE)
            .orElseThrow(() -> unknown("model `%s`", name));
    return pages.render(
        "model.jte",
        Map.of("view", view, "card", markdown.html(view.card()), "models", models.get()));
  }

  private Reply version(Request request) {
    String name = request.path("model");
    String number = request.path("version");
    VersionView view =
        (number.matches(NUMBER)
                ? source.version(name, Integer.parseInt(number))
                : java.util.Optional.<VersionView>empty())
            .orElseThrow(() -> unknown("version `%s`", name + "@" + number));
    return pages.render(
        "version.jte",
        Map.of("view", view, "card", markdown.html(view.card()), "models", models.get()));
  }

  private Reply compare(Request request) {
    String name = request.path("model");
    // A form that ticks versions sends each by itself.
    String versions = String.join(",", request.queries("versions"));
    CompareView view =
        source
            .compare(name, GovernanceRoutes.numbers(versions))
            .orElseThrow(() -> unknown("one of the versions `%s`", name + "@" + versions));
    return pages.render("compare.jte", Map.of("view", view, "models", models.get()));
  }

  private static RuntimeException unknown(String what, String name) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            what.formatted(Names.abbreviate(name)) + " does not exist",
            "see /models")
        .asException();
  }
}
