package dev.evenkeel.server;

import dev.evenkeel.access.ApprovalRequests;
import dev.evenkeel.access.Approvals;
import dev.evenkeel.automation.Decisions;
import dev.evenkeel.automation.GateRequests;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.AliasMoves;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.ApprovalEvents;
import dev.evenkeel.registry.Events;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Protections;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Who may move what, what waits for approval, and who did what. Every kind of request that can be
/// approved is named here with what then happens.
record Governance(
    AuditLog audit, ApprovalRequests requests, Approvals approvals, Protections protections) {
  static Governance of(
      Database database,
      Clock clock,
      AuditLog audit,
      Aliases aliases,
      Promotions promotions,
      Decisions decisions,
      Events events) {
    AliasMoves moves = new AliasMoves(database, aliases, promotions);
    return new Governance(
        audit,
        new ApprovalRequests(database, clock),
        new Approvals(
            database,
            clock,
            Map.of(
                Protections.ALIAS_MOVE,
                moves,
                Protections.GATE,
                new GateRequests(moves, decisions, clock)),
            new ApprovalEvents(events)),
        new Protections(database, clock));
  }

  List<Route> routes() {
    return Stream.of(
            new AuditRoutes(audit).routes(),
            new ApprovalRoutes(requests, approvals).routes(),
            new ProtectionRoutes(protections).routes())
        .flatMap(List::stream)
        .toList();
  }
}
