package dev.evenkeel.console;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The pages. Each works without JavaScript; with it, it is live.
public final class Console implements AutoCloseable {
  private final LoopSource source;
  private final LiveEvents live;
  private final Pages pages = new Pages();

  public Console(LoopSource source) {
    this.source = source;
    this.live = new LiveEvents(source);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/", "The page of the first model", _ -> start()).needs(Role.VIEWER),
        Route.get("/models/{model}/loop", "The page of a model's loop", this::page)
            .needs(Role.VIEWER),
        Route.get("/models/{model}/parts", "The changing part of that page", this::parts)
            .needs(Role.VIEWER),
        Route.get("/models/{model}/events", "Server-sent events: the page changed", this::events)
            .needs(Role.VIEWER),
        Route.get("/api/v1/models/{model}/loop", "What the page shows, as JSON", this::json)
            .needs(Role.VIEWER));
  }

  private Reply start() {
    List<String> models = source.models();
    if (models.isEmpty()) {
      return pages.render("empty.jte", Map.of("title", "Evenkeel"));
    }
    return page(models.getFirst());
  }

  private Reply page(Request request) {
    return page(request.path("model"));
  }

  private Reply page(String model) {
    // Before the view: what changes between the two is then told to the page at once.
    String seen = live.revision(model);
    Map<String, Object> values = values(view(model));
    values.put("seen", seen);
    values.put("models", source.models());
    return pages.render("loop.jte", values);
  }

  private Reply parts(Request request) {
    return pages.render("parts.jte", values(view(request.path("model"))));
  }

  private static Map<String, Object> values(LoopView view) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("view", view);
    values.put("chart", ChartData.of(view));
    return values;
  }

  private Reply events(Request request) {
    String model = view(request.path("model")).model();
    return live.stream(model, request.query("seen").orElse(""));
  }

  private Reply json(Request request) {
    return Reply.json(view(request.path("model")));
  }

  private LoopView view(String model) {
    return source
        .view(model)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "model `%s` does not exist".formatted(Names.abbreviate(model)),
                    "the models are listed at /v1/models")
                .asException());
  }

  /// Ends the live updates.
  @Override
  public void close() {
    live.close();
  }
}
