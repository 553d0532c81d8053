package dev.evenkeel.store;

import static dev.evenkeel.store.schema.Tables.STORE_AUDIT;
import static dev.evenkeel.store.schema.Tables.STORE_AUDIT_HEAD;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.store.schema.tables.records.StoreAuditHeadRecord;
import dev.evenkeel.store.schema.tables.records.StoreAuditRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Who changed what. Entries are added, in the transaction of the change; nothing takes one away or
/// alters it: the database refuses, and since each entry's digest covers the one before, what is
/// done behind its back shows.
public final class AuditLog {
  /// The most entries of one page.
  public static final int PAGE_MAX = 1_000;

  private static final int REASON_CHARS_MAX = 1_000;
  private static final long HEAD = 1;

  private final Database database;
  private final Clock clock;

  public AuditLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Adds an entry about what belongs to no project, or to the one that whoever acts works in.
  ///
  /// @param action as for [#appendIn]
  /// @param subject as for [#appendIn]
  public void append(
      String action, String subject, Map<String, ?> before, Map<String, ?> after, String reason) {
    appendIn(Acting.now().project(), action, subject, before, after, reason);
  }

  /// Adds an entry in the thread's transaction, by whoever acts on the thread. It can be read when
  /// that is committed.
  ///
  /// @param project of what it was done to, whichever they work in
  /// @param action what was done, as `alias.set`
  /// @param subject what it was done to, as `model/home-sales`
  /// @param before its facts as they were; empty for something new
  /// @param after its facts as they are; empty for something that has gone
  /// @param reason in plain words; may be empty
  public void appendIn(
      String project,
      String action,
      String subject,
      Map<String, ?> before,
      Map<String, ?> after,
      String reason) {
    Acting acting = Acting.now();
    AuditEntry entry =
        new AuditEntry(
            0,
            clock.now(),
            storable(acting.who().name()),
            storable(project),
            action,
            storable(subject),
            json(before),
            json(after),
            storable(bounded(reason)),
            storable(acting.address()),
            "");
    database.write(_ -> {
      database.atItsEnd(sql -> chain(sql, entry));
      return entry;
    });
  }

  private static void chain(DSLContext sql, AuditEntry entry) {
    // The update comes first: on PostgreSQL the next writer waits for it, and then sees our head.
    sql.update(STORE_AUDIT_HEAD)
        .set(STORE_AUDIT_HEAD.ENTRIES, STORE_AUDIT_HEAD.ENTRIES.plus(1))
        .where(STORE_AUDIT_HEAD.ID.eq(HEAD))
        .execute();
    StoreAuditHeadRecord head = head(sql);
    AuditEntry chained =
        new AuditEntry(
                head.getEntries(),
                entry.at(),
                entry.actor(),
                entry.project(),
                entry.action(),
                entry.subject(),
                entry.before(),
                entry.after(),
                entry.reason(),
                entry.address(),
                "")
            .sealedAfter(head.getDigest());
    insert(sql, chained);
    sql.update(STORE_AUDIT_HEAD)
        .set(STORE_AUDIT_HEAD.DIGEST, chained.digest())
        .where(STORE_AUDIT_HEAD.ID.eq(HEAD))
        .execute();
  }

  private static void insert(DSLContext sql, AuditEntry entry) {
    sql.insertInto(STORE_AUDIT)
        .set(STORE_AUDIT.ID, entry.id())
        .set(STORE_AUDIT.AT, entry.at())
        .set(STORE_AUDIT.ACTOR, entry.actor())
        .set(STORE_AUDIT.PROJECT, entry.project())
        .set(STORE_AUDIT.ACTION, entry.action())
        .set(STORE_AUDIT.SUBJECT, entry.subject())
        .set(STORE_AUDIT.BEFORE_JSON, entry.before())
        .set(STORE_AUDIT.AFTER_JSON, entry.after())
        .set(STORE_AUDIT.REASON, entry.reason())
        .set(STORE_AUDIT.ADDRESS, entry.address())
        .set(STORE_AUDIT.DIGEST, entry.digest())
        .execute();
  }

  /// A page of entries, newest first.
  ///
  /// @param before only ids below it; `Long.MAX_VALUE` for the first page
  /// @param limit at most [#PAGE_MAX]
  public List<AuditEntry> newest(AuditQuery query, long before, int limit) {
    Condition wanted = condition(query).and(STORE_AUDIT.ID.lt(before));
    return database.read(sql ->
        sql.selectFrom(STORE_AUDIT)
            .where(wanted)
            .orderBy(STORE_AUDIT.ID.desc())
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch(AuditLog::entry));
  }

  /// A page of entries, oldest first, for whoever reads them all.
  ///
  /// @param after only ids above it; 0 for the first page
  public List<AuditEntry> oldest(AuditQuery query, long after) {
    Condition wanted = condition(query).and(STORE_AUDIT.ID.gt(after));
    return database.read(sql ->
        sql.selectFrom(STORE_AUDIT)
            .where(wanted)
            .orderBy(STORE_AUDIT.ID)
            .limit(PAGE_MAX)
            .fetch(AuditLog::entry));
  }

  /// Looks at every entry, page by page: whether one was altered, is gone, or was put between.
  public AuditCheck verify() {
    // Entries that come meanwhile are not looked at.
    StoreAuditHeadRecord head = database.read(AuditLog::head);
    Walk walk = new Walk(head.getEntries());
    List<AuditEntry> page = oldest(AuditQuery.ALL, 0);
    while (!page.isEmpty() && walk.fault.isEmpty()) {
      page.forEach(walk);
      page = oldest(AuditQuery.ALL, page.getLast().id());
    }
    return walk.ended(head.getDigest());
  }

  /// Follows the chain from its first entry.
  private static final class Walk implements Consumer<AuditEntry> {
    private final long last;
    private long entries;
    private String digest = "";
    private String fault = "";

    private Walk(long last) {
      this.last = last;
    }

    @Override
    public void accept(AuditEntry entry) {
      if (!fault.isEmpty() || entry.id() > last) {
        return;
      }
      if (entry.id() != entries + 1) {
        fault = "entry %d is gone".formatted(entries + 1);
      } else if (!entry.digest().equals(entry.chained(digest))) {
        fault = "entry %d was altered, or one before it".formatted(entry.id());
      } else {
        entries++;
        digest = entry.digest();
      }
    }

    private AuditCheck ended(String headDigest) {
      if (fault.isEmpty() && entries != last) {
        fault = "entry %d is gone".formatted(entries + 1);
      } else if (fault.isEmpty() && !digest.equals(headDigest)) {
        fault = "the end of the chain was altered";
      }
      return new AuditCheck(entries, digest, fault);
    }
  }

  private static Condition condition(AuditQuery query) {
    Condition wanted = DSL.noCondition();
    if (!query.actor().isEmpty()) {
      wanted = wanted.and(STORE_AUDIT.ACTOR.eq(query.actor()));
    }
    if (!query.action().isEmpty()) {
      wanted = wanted.and(STORE_AUDIT.ACTION.startsWith(query.action()));
    }
    if (!query.subject().isEmpty()) {
      wanted = wanted.and(STORE_AUDIT.SUBJECT.eq(query.subject()));
    }
    if (!query.project().isEmpty()) {
      wanted = wanted.and(STORE_AUDIT.PROJECT.eq(query.project()));
    }
    wanted = wanted.and(query.from().map(STORE_AUDIT.AT::ge).orElse(DSL.noCondition()));
    return wanted.and(query.to().map(STORE_AUDIT.AT::lt).orElse(DSL.noCondition()));
  }

  private static StoreAuditHeadRecord head(DSLContext sql) {
    return sql.selectFrom(STORE_AUDIT_HEAD).where(STORE_AUDIT_HEAD.ID.eq(HEAD)).fetchSingle();
  }

  private static AuditEntry entry(StoreAuditRecord row) {
    return new AuditEntry(
        row.getId(),
        row.getAt(),
        row.getActor(),
        row.getProject(),
        row.getAction(),
        row.getSubject(),
        row.getBeforeJson(),
        row.getAfterJson(),
        row.getReason(),
        row.getAddress(),
        row.getDigest());
  }

  private static String json(Map<String, ?> facts) {
    return facts.isEmpty() ? "" : Json.text(facts);
  }

  private static String bounded(String reason) {
    return reason.length() <= REASON_CHARS_MAX ? reason : reason.substring(0, REASON_CHARS_MAX);
  }

  /// As both databases give it back, or its digest would not fit: without half characters and
  /// without the character that PostgreSQL cannot keep.
  private static String storable(String text) {
    byte[] whole = text.replace('\0', '?').getBytes(StandardCharsets.UTF_8);
    return new String(whole, StandardCharsets.UTF_8);
  }
}
