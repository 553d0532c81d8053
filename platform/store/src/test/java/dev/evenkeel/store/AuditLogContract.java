package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Micros;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the audit log promises, on either database.
abstract class AuditLogContract {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123456Z");
  private static final Principal ANN = new Principal("ann", Map.of("*", Role.EDITOR));

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(NOON);
  private Database database;
  private AuditLog log;

  abstract Database open();

  @BeforeEach
  void openLog() {
    database = open();
    log = new AuditLog(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void append(String action, String subject) {
    log.append(action, subject, Map.of("version", 1), Map.of("version", 2), "because");
  }

  private void raw(String statement) {
    database.write(sql -> sql.execute(statement));
  }

  /// As somebody does who owns the database.
  private void behindItsBack(String statement) {
    database.write(sql -> {
      if (database.isSqlite()) {
        sql.execute("drop trigger store_audit_keeps_rows");
        sql.execute("drop trigger store_audit_keeps_values");
      } else {
        sql.execute("alter table store_audit disable trigger all");
      }
      return sql.execute(statement);
    });
  }

  private List<Long> ids(AuditQuery query) {
    return log.newest(query, Long.MAX_VALUE, 100).stream().map(AuditEntry::id).toList();
  }

  @Test
  void keepsWhoDidWhatWhereAndWhy() {
    new Acting(ANN, "tax", "192.0.2.7").run(() -> append("alias.set", "model/churn"));

    AuditEntry entry = log.newest(AuditQuery.ALL, Long.MAX_VALUE, 9).getFirst();

    assertThat(entry)
        .isEqualTo(
            new AuditEntry(
                1,
                NOON,
                "ann",
                "tax",
                "alias.set",
                "model/churn",
                "{\"version\":1}",
                "{\"version\":2}",
                "because",
                "192.0.2.7",
                entry.digest()));
    assertThat(log.verify()).isEqualTo(new AuditCheck(1, entry.digest(), ""));
  }

  @Test
  void theProjectIsThatOfTheThingAndTheAddressIsPartOfTheChain() {
    append("model.created", "model/a");
    new Acting(ANN, "tax", "192.0.2.7")
        .run(() ->
            log.appendIn("fraud", "alias.set", "model/b", Map.of(), Map.of("version", 1), ""));

    assertThat(ids(query("", "", "", "fraud"))).containsExactly(2L);
    assertThat(ids(query("", "", "", "tax"))).isEmpty();
    assertThat(log.verify().isWhole()).isTrue();
    behindItsBack("update store_audit set address = '192.0.2.8' where id = 2");
    assertThat(log.verify().fault()).isEqualTo("entry 2 was altered, or one before it");
  }

  @Test
  void anAddressThatIsAddedToOrTakenFromAnEntryShows() {
    new Acting(ANN, "tax", "192.0.2.7").run(() -> append("model.created", "model/a"));
    append("model.created", "model/b");

    behindItsBack("update store_audit set address = '' where id = 1");
    String taken = log.verify().fault();
    raw("update store_audit set address = '192.0.2.7' where id = 1");
    raw("update store_audit set address = '192.0.2.7' where id = 2");

    assertThat(taken).isEqualTo("entry 1 was altered, or one before it");
    assertThat(log.verify().fault()).isEqualTo("entry 2 was altered, or one before it");
  }

  /// The digest that entries of before had, which must not change with new fields.
  @Test
  void anEntryWithoutAnAddressHasTheDigestOfTheTenFacts() {
    append("model.created", "model/a");

    assertThat(log.verify().head())
        .isEqualTo(
            Digests.of(
                ("[\"\",1,%d,\"evenkeel\",\"default\",\"model.created\",\"model/a\","
                        + "\"{\\\"version\\\":1}\",\"{\\\"version\\\":2}\",\"because\"]")
                    .formatted(Micros.of(NOON))
                    .getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anEmptyLogIsWhole() {
    assertThat(log.verify()).isEqualTo(new AuditCheck(0, "", ""));
  }

  @Test
  void anEntryIsKeptWithItsTransactionOrNotAtAll() {
    append("model.created", "model/a");

    assertThatThrownBy(() ->
            database.write(sql -> {
              append("model.created", "model/b");
              throw new IllegalStateException("the change failed");
            }))
        .hasMessage("the change failed");
    append("model.created", "model/c");

    assertThat(log.newest(AuditQuery.ALL, Long.MAX_VALUE, 9))
        .extracting(entry -> entry.id() + " " + entry.subject())
        .containsExactly("2 model/c", "1 model/a");
    assertThat(log.verify().isWhole()).isTrue();
  }

  @Test
  void theDatabaseRefusesToChangeOrDeleteAnEntry() {
    append("model.created", "model/a");

    for (String statement :
        List.of("update store_audit set actor = 'nobody'", "delete from store_audit")) {
      assertThatThrownBy(() -> raw(statement)).hasStackTraceContaining("never");
    }
    if (!database.isSqlite()) {
      assertThatThrownBy(() -> raw("truncate store_audit")).hasStackTraceContaining("never");
    }
    assertThat(log.verify().entries()).isEqualTo(1);
  }

  @Test
  void whatIsDoneBehindTheDatabasesBackShows() {
    for (String subject : List.of("model/a", "model/b", "model/c")) {
      append("model.created", subject);
    }

    behindItsBack("update store_audit set actor = 'nobody' where id = 2");

    assertThat(log.verify().fault()).isEqualTo("entry 2 was altered, or one before it");
  }

  @Test
  void anEntryThatIsGoneShowsInTheMiddleAndAtTheEnd() {
    for (String subject : List.of("model/a", "model/b", "model/c")) {
      append("model.created", subject);
    }

    behindItsBack("delete from store_audit where id = 3");
    String end = log.verify().fault();
    raw("delete from store_audit where id = 1");

    assertThat(end).isEqualTo("entry 3 is gone");
    assertThat(log.verify().fault()).isEqualTo("entry 1 is gone");
  }

  @Test
  void isAskedByActorActionSubjectProjectAndTime() {
    append("alias.set", "model/churn");
    clock.moveTo(NOON.plusSeconds(60));
    new Acting(ANN, "tax").run(() -> append("alias.removed", "model/churn"));
    append("model.created", "model/price");

    assertThat(ids(AuditQuery.ALL)).containsExactly(3L, 2L, 1L);
    assertThat(ids(query("ann", "", "", ""))).containsExactly(2L);
    assertThat(ids(query("", "alias", "", ""))).containsExactly(2L, 1L);
    assertThat(ids(query("", "alias.set", "", ""))).containsExactly(1L);
    assertThat(ids(query("", "%", "", ""))).isEmpty();
    assertThat(ids(query("", "", "model/price", ""))).containsExactly(3L);
    assertThat(ids(query("", "", "", "tax"))).containsExactly(2L);
    assertThat(
            ids(
                new AuditQuery(
                    "", "", "", "", Optional.of(NOON), Optional.of(NOON.plusSeconds(60)))))
        .containsExactly(1L);
    assertThat(log.newest(AuditQuery.ALL, 3, 1)).extracting(AuditEntry::id).containsExactly(2L);
    assertThat(log.oldest(AuditQuery.ALL, 1)).extracting(AuditEntry::id).containsExactly(2L, 3L);
  }

  private static AuditQuery query(String actor, String action, String subject, String project) {
    return new AuditQuery(actor, action, subject, project, Optional.empty(), Optional.empty());
  }

  @Test
  void writersAtTheSameTimeMakeOneChain() throws Exception {
    int writers = 8;
    int each = 25;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String subject = "model/" + writer;
        running.add(
            threads.submit(() -> {
              for (int count = 0; count < each; count++) {
                append("alias.set", subject);
              }
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }

    assertThat(log.verify()).matches(AuditCheck::isWhole).matches(check -> check.entries() == 200);
    assertThat(log.oldest(AuditQuery.ALL, 0))
        .extracting(AuditEntry::id)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 200).boxed().toList());
  }

  @Test
  void strangeTextsAreKeptSoThatTheirDigestFits() {
    new Acting(new Principal("a\0b\ud800", Map.of()), "default")
        .run(() ->
            log.append("x", "s\0\udc00", Map.of("k", "\ud800\0"), Map.of(), "r\0".repeat(5_000)));

    assertThat(log.verify()).matches(AuditCheck::isWhole);
    assertThat(log.oldest(AuditQuery.ALL, 0)).hasSize(1);
    assertThat(log.newest(AuditQuery.ALL, 2, 1).getFirst().reason()).hasSize(1_000);
  }
}
