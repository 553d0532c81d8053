package dev.evenkeel.console;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// The pages of approvals and of the audit log. They need no JavaScript.
public final class GovernancePages {
  private static final int FORM_BYTES_MAX = 16 << 10;

  private final GovernanceSource source;
  private final Supplier<List<String>> models;
  private final Pages pages = new Pages();

  /// @param models names for the navigation
  public GovernancePages(GovernanceSource source, Supplier<List<String>> models) {
    this.source = source;
    this.models = models;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/approvals", "The page of what waits for approval", this::approvals)
            .needs(Role.VIEWER),
        Route.post(
                "/approvals/{id}/approve",
                "Approve, from that page",
                request -> decided(request, source::approve))
            .needs(Role.DEPLOYER),
        Route.post(
                "/approvals/{id}/reject",
                "Reject, from that page",
                request -> decided(request, source::reject))
            .needs(Role.EDITOR),
        Route.get("/audit", "The page of the audit log", this::audit).needsEverywhere(Role.ADMIN));
  }

  private Reply approvals(Request request) {
    return approvals(request.query("before").orElse(""), "");
  }

  private Reply approvals(String before, String problem) {
    return pages.render(
        "approvals.jte", Map.of("view", source.approvals(before, problem), "models", models.get()));
  }

  private Reply decided(Request request, BiConsumer<String, String> decision) {
    String reason = Forms.fields(request.body(FORM_BYTES_MAX)).getOrDefault("reason", "");
    try {
      decision.accept(request.path("id"), reason);
    } catch (ProblemException e) {
      return approvals("", e.problem().sentence());
    }
    return Reply.seeOther("/approvals");
  }

  private Reply audit(Request request) {
    AuditView.Question question =
        new AuditView.Question(
            request.query("actor").orElse(""),
            request.query("action").orElse(""),
            request.query("subject").orElse(""),
            request.query("project").orElse(""),
            request.query("from").orElse(""),
            request.query("to").orElse(""),
            request.query("before").orElse(""));
    return pages.render(
        "audit.jte", Map.of("view", source.audit(question), "models", models.get()));
  }
}
