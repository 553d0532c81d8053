package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.store.AuditCheck;
import dev.evenkeel.store.AuditEntry;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.AuditQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The addresses of the audit log. It tells of all projects, so whoever reads it is an
/// administrator of all.
final class AuditRoutes {
  private static final int PAGE = 100;

  private final AuditLog log;

  AuditRoutes(AuditLog log) {
    this.log = log;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/audit", "Who changed what, newest first", this::list)
            .needsEverywhere(Role.ADMIN),
        Route.get("/api/v1/audit/export", "All of it, as JSON lines, oldest first", this::export)
            .needsEverywhere(Role.ADMIN),
        Route.get("/api/v1/audit/verify", "Whether every entry is as it was", _ -> verify())
            .needsEverywhere(Role.ADMIN));
  }

  private Reply list(Request request) {
    int limit = (int) Math.min(AuditLog.PAGE_MAX, RequestValues.number(request, "limit", PAGE));
    long before = RequestValues.number(request, "before", Long.MAX_VALUE);
    List<AuditEntry> found = log.newest(query(request), before, limit);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("entries", found.stream().map(AuditRoutes::entry).toList());
    if (found.size() == limit && found.getLast().id() > 1) {
      page.put("before", found.getLast().id());
    }
    return Reply.json(page);
  }

  private Reply export(Request request) {
    AuditQuery query = query(request);
    return new Reply.Streamed(200, "application/jsonl", out -> write(query, out), Map.of());
  }

  private void write(AuditQuery query, OutputStream out) throws IOException {
    List<AuditEntry> page = log.oldest(query, 0);
    while (!page.isEmpty()) {
      for (AuditEntry entry : page) {
        out.write(Json.write(entry(entry)));
        out.write('\n');
      }
      page = log.oldest(query, page.getLast().id());
    }
  }

  private Reply verify() {
    AuditCheck check = log.verify();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("isWhole", check.isWhole());
    told.put("entries", check.entries());
    told.put("head", check.head());
    told.put("fault", check.fault());
    return Reply.json(told);
  }

  private static AuditQuery query(Request request) {
    return new AuditQuery(
        request.query("actor").orElse(""),
        request.query("action").orElse(""),
        request.query("subject").orElse(""),
        request.query("project").orElse(""),
        RequestValues.time(request, "from"),
        RequestValues.time(request, "to"));
  }

  private static Map<String, Object> entry(AuditEntry entry) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", entry.id());
    told.put("at", entry.at().toString());
    told.put("actor", entry.actor());
    told.put("project", entry.project());
    told.put("action", entry.action());
    told.put("subject", entry.subject());
    // As texts: they are what the digest is of.
    told.put("before", entry.before());
    told.put("after", entry.after());
    told.put("reason", entry.reason());
    told.put("address", entry.address());
    told.put("digest", entry.digest());
    return told;
  }
}
