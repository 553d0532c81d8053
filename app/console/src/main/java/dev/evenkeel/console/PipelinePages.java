package dev.evenkeel.console;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The pages of pipelines: all of them, one, and a run. To read them needs no JavaScript; with it,
/// a run that works is renewed every two seconds.
public final class PipelinePages {
  private static final int FORM_BYTES_MAX = 64 << 10;
  private static final String RUN = "/pipeline-runs/{id}";

  private final PipelineSource source;
  private final Supplier<List<String>> models;
  private final Pages pages = new Pages();

  /// @param models names for the navigation
  public PipelinePages(PipelineSource source, Supplier<List<String>> models) {
    this.source = source;
    this.models = models;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/pipelines", "The page of the pipelines", this::pipelines).needs(Role.VIEWER),
        Route.get("/pipelines/{name}", "The page of a pipeline", this::pipeline).needs(Role.VIEWER),
        Route.get(RUN, "The page of a pipeline's run", this::run).needs(Role.VIEWER),
        Route.get(RUN + "/parts", "The changing part of that page", this::parts).needs(Role.VIEWER),
        Route.post(RUN + "/cancel", "Cancel a run, from its page", this::cancel).needs(Role.EDITOR),
        Route.post(RUN + "/retry", "Go on from a run that ended, from its page", this::retry)
            .needs(Role.EDITOR),
        // Whether whoever asks may answer, the step says.
        Route.post(RUN + "/approve", "Agree that a step runs, from its run's page", this::approve)
            .needs(Role.VIEWER),
        Route.post(RUN + "/refuse", "Refuse that a step runs, from its run's page", this::refuse)
            .needs(Role.VIEWER));
  }

  private Reply pipelines(Request request) {
    return render("pipelines.jte", source.pipelines(Forms.asked(request, "after")));
  }

  private Reply pipeline(Request request) {
    return render(
        "pipeline.jte", source.pipeline(request.path("name"), Forms.asked(request, "before")));
  }

  private Reply run(Request request) {
    return render("pipelinerun.jte", source.run(request.path("id"), after(request)));
  }

  private Reply parts(Request request) {
    return pages.render(
        "pipelinerunparts.jte", Map.of("view", source.run(request.path("id"), after(request))));
  }

  private Reply render(String template, Object view) {
    return pages.render(template, Map.of("view", view, "models", models.get()));
  }

  /// What an address says that is no number is not there.
  private static int after(Request request) {
    String asked = Forms.asked(request, "after");
    return asked.matches("[1-9]\\d{0,8}") ? Integer.parseInt(asked) : 0;
  }

  private Reply cancel(Request request) {
    source.cancel(request.path("id"));
    return to(request.path("id"));
  }

  private Reply retry(Request request) {
    return to(source.retry(request.path("id")));
  }

  private Reply approve(Request request) {
    Map<String, String> fields = Forms.fields(request.body(FORM_BYTES_MAX));
    source.approve(
        request.path("id"), fields.getOrDefault("step", ""), fields.getOrDefault("note", ""));
    return to(request.path("id"));
  }

  private Reply refuse(Request request) {
    Map<String, String> fields = Forms.fields(request.body(FORM_BYTES_MAX));
    source.refuse(
        request.path("id"), fields.getOrDefault("step", ""), fields.getOrDefault("note", ""));
    return to(request.path("id"));
  }

  private static Reply to(String run) {
    return Reply.seeOther("/pipeline-runs/" + run);
  }
}
