package dev.evenkeel.server;

import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.base.Names;
import dev.evenkeel.console.ApprovalsView;
import dev.evenkeel.console.AuditView;
import dev.evenkeel.console.GovernanceSource;
import dev.evenkeel.store.AuditEntry;
import dev.evenkeel.store.AuditQuery;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Puts approvals and the audit log into the words of their pages.
final class GovernanceViews implements GovernanceSource {
  private static final int PAGE = 50;

  private final Governance governance;

  GovernanceViews(Governance governance) {
    this.governance = governance;
  }

  @Override
  public ApprovalsView approvals(String before, String problem) {
    List<ApprovalRequest> past = governance.requests().past(before(before), PAGE);
    return new ApprovalsView(
        problem,
        governance.requests().waiting(Long.MAX_VALUE, PAGE).stream()
            .map(GovernanceViews::view)
            .toList(),
        past.stream().map(GovernanceViews::view).toList(),
        past.size() == PAGE ? String.valueOf(past.getLast().id()) : "");
  }

  @Override
  public void approve(String id, String reason) {
    governance.approvals().approve(RequestValues.number(id, "id"), reason);
  }

  @Override
  public void reject(String id, String reason) {
    governance.approvals().reject(RequestValues.number(id, "id"), reason);
  }

  private static ApprovalsView.Request view(ApprovalRequest request) {
    return new ApprovalsView.Request(
        request.id(),
        what(request),
        address(request),
        "%s, %s"
            .formatted(
                request.requestedBy(), ShownTimes.minute(request.requestedAt().toEpochMilli())),
        request.reason(),
        state(request),
        request.answers().stream().map(GovernanceViews::answer).toList());
  }

  private static String what(ApprovalRequest request) {
    String alias = request.facts().getOrDefault("alias", request.kind());
    return "%s of %s: %s → %s%s"
        .formatted(
            alias,
            request.facts().getOrDefault("model", request.subject()),
            version(request, "from"),
            version(request, "to"),
            gates(request));
  }

  /// What the gates said, for requests of a policy.
  private static String gates(ApprovalRequest request) {
    return request.facts().entrySet().stream()
        .filter(fact -> fact.getKey().startsWith("gate."))
        .map(fact -> "; %s %s".formatted(fact.getKey().substring(5), fact.getValue()))
        .collect(Collectors.joining());
  }

  private static String address(ApprovalRequest request) {
    String model = request.facts().getOrDefault("model", "");
    String number = request.facts().getOrDefault("to", "0");
    return model.isEmpty() || number.equals("0")
        ? ""
        : "/models/%s/versions/%s".formatted(model, number);
  }

  private static String version(ApprovalRequest request, String fact) {
    String number = request.facts().getOrDefault(fact, "0");
    return number.equals("0") ? "nothing" : "version " + number;
  }

  private static String state(ApprovalRequest request) {
    return switch (request.state()) {
      case PENDING ->
          "%d of %d approvals; a %s decides, until %s"
              .formatted(
                  request.approvals(),
                  request.needed(),
                  request.role().name().toLowerCase(Locale.ROOT),
                  ShownTimes.minute(request.expiresAt().toEpochMilli()));
      case APPROVED -> "approved";
      case REJECTED -> "rejected";
      case EXPIRED -> "expired";
    };
  }

  private static String answer(ApprovalRequest.Answer answer) {
    return "%s %s, %s%s"
        .formatted(
            answer.actor(),
            answer.approves() ? "approved" : "rejected",
            ShownTimes.minute(answer.at().toEpochMilli()),
            answer.reason().isEmpty() ? "" : ": " + answer.reason());
  }

  @Override
  public AuditView audit(AuditView.Question question) {
    AuditQuery query =
        new AuditQuery(
            question.actor(),
            question.action(),
            question.subject(),
            question.project(),
            RequestValues.time(question.from(), "from"),
            RequestValues.time(question.to(), "to"));
    List<AuditEntry> entries = governance.audit().newest(query, before(question.before()), PAGE);
    return new AuditView(
        question,
        entries.stream().map(GovernanceViews::view).toList(),
        entries.size() == PAGE ? String.valueOf(entries.getLast().id()) : "");
  }

  private static AuditView.Entry view(AuditEntry entry) {
    return new AuditView.Entry(
        entry.id(),
        ShownTimes.minute(entry.at().toEpochMilli()),
        entry.actor(),
        entry.address(),
        entry.project(),
        entry.action(),
        entry.subject(),
        Names.abbreviate(entry.before()),
        Names.abbreviate(entry.after()),
        entry.reason());
  }

  private static long before(String id) {
    return id.isEmpty() ? Long.MAX_VALUE : RequestValues.number(id, "before");
  }
}
