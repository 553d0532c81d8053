package dev.evenkeel.registry;

import dev.evenkeel.access.ApprovalListener;
import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.store.Acting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Tells outside of requests for approval, in the transaction that files or decides them.
public record ApprovalEvents(Events events) implements ApprovalListener {
  @Override
  public void requested(ApprovalRequest request) {
    events.raise(Events.APPROVAL_REQUESTED, subject(request), facts(request));
  }

  @Override
  public void decided(ApprovalRequest request) {
    Map<String, Object> facts = facts(request);
    facts.put("state", request.state().name());
    facts.put("decidedBy", Acting.now().who().name());
    events.raise(Events.APPROVAL_DECIDED, subject(request), facts);
  }

  private static String subject(ApprovalRequest request) {
    return "approval/" + request.id();
  }

  private static Map<String, Object> facts(ApprovalRequest request) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", request.id());
    facts.put("kind", request.kind());
    facts.put("subject", request.subject());
    facts.put("project", request.project());
    facts.put("facts", new TreeMap<>(request.facts()));
    facts.put("requestedBy", request.requestedBy());
    facts.put("reason", request.reason());
    return facts;
  }
}
