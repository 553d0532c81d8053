package dev.evenkeel.server;

import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.access.ApprovalRequests;
import dev.evenkeel.access.Approvals;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The addresses of what waits for somebody's approval.
final class ApprovalRoutes {
  private static final int PAGE = 50;

  private final ApprovalRequests requests;
  private final Approvals approvals;

  ApprovalRoutes(ApprovalRequests requests, Approvals approvals) {
    this.requests = requests;
    this.approvals = approvals;
  }

  // An editor may take back what they asked for; who may do more depends on the request.
  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/approvals", "What waits for approval, newest first", this::list)
            .needs(Role.VIEWER),
        Route.get("/api/v1/approvals/{id}", "A request for approval", this::show)
            .needs(Role.VIEWER),
        Route.post("/api/v1/approvals/{id}/approve", "Approve a request", this::approve)
            .needs(Role.DEPLOYER),
        Route.post("/api/v1/approvals/{id}/reject", "Reject a request, with a reason", this::reject)
            .needs(Role.EDITOR));
  }

  private Reply list(Request request) {
    int limit =
        (int) Math.min(ApprovalRequests.PAGE_MAX, RequestValues.number(request, "limit", PAGE));
    long before = RequestValues.number(request, "before", Long.MAX_VALUE);
    List<ApprovalRequest> found =
        switch (request.query("state").orElse("waiting")) {
          case "waiting" -> requests.waiting(before, limit);
          case "past" -> requests.past(before, limit);
          default ->
              throw RequestValues.input(
                  "no requests are of this state", "state", "waiting or past");
        };
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("approvals", found.stream().map(ApprovalRoutes::told).toList());
    if (found.size() == limit) {
      page.put("before", found.getLast().id());
    }
    return Reply.json(page);
  }

  private Reply show(Request request) {
    return Reply.json(told(requests.find(id(request)).orElseThrow(() -> unknown(request))));
  }

  private Reply approve(Request request) {
    String reason = RequestValues.text(RequestValues.body(request), "reason");
    return Reply.json(told(approvals.approve(id(request), reason)));
  }

  private Reply reject(Request request) {
    String reason = RequestValues.text(RequestValues.body(request), "reason");
    return Reply.json(told(approvals.reject(id(request), reason)));
  }

  private static long id(Request request) {
    return RequestValues.number(request.path("id"), "id");
  }

  private static RuntimeException unknown(Request request) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "request %s does not exist".formatted(Names.abbreviate(request.path("id"))),
            "`evenkeel approvals` lists what waits")
        .asException();
  }

  private static Map<String, Object> told(ApprovalRequest request) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", request.id());
    told.put("kind", request.kind());
    told.put("subject", request.subject());
    told.put("project", request.project());
    told.put("facts", request.facts());
    told.put("reason", request.reason());
    told.put("role", request.role().name());
    told.put("needed", request.needed());
    told.put("approvals", request.approvals());
    told.put("requestedBy", request.requestedBy());
    told.put("requestedAt", request.requestedAt().toString());
    told.put("expiresAt", request.expiresAt().toString());
    told.put("state", request.state().name());
    told.put("answers", request.answers().stream().map(ApprovalRoutes::told).toList());
    return told;
  }

  private static Map<String, Object> told(ApprovalRequest.Answer answer) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("actor", answer.actor());
    told.put("answer", answer.approves() ? "APPROVE" : "REJECT");
    told.put("reason", answer.reason());
    told.put("at", answer.at().toString());
    return told;
  }
}
