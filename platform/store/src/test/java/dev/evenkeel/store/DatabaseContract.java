package dev.evenkeel.store;

import static dev.evenkeel.store.schema.Tables.PIPELINES_DEFINITION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_ALIAS_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the metadata database promises, whichever it is.
abstract class DatabaseContract {
  static final Instant NOON = Instant.parse("1996-07-01T12:00:00.123456Z");

  Database database;

  abstract Database open();

  @BeforeEach
  void openDatabase() {
    database = open();
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  static int define(DSLContext sql, String digest) {
    return sql.insertInto(PIPELINES_DEFINITION)
        .set(PIPELINES_DEFINITION.DIGEST, digest)
        .set(PIPELINES_DEFINITION.NAME, "train")
        .set(PIPELINES_DEFINITION.DEFINITION, "{}")
        .execute();
  }

  static int move(DSLContext sql, int number, Instant at) {
    return insertMove(sql, number, at).execute();
  }

  private static org.jooq.InsertSetMoreStep<?> insertMove(DSLContext sql, int number, Instant at) {
    return sql.insertInto(REGISTRY_ALIAS_MOVE)
        .set(REGISTRY_ALIAS_MOVE.MODEL, "home-sales")
        .set(REGISTRY_ALIAS_MOVE.ALIAS, "champion")
        .set(REGISTRY_ALIAS_MOVE.NUMBER, number)
        .set(REGISTRY_ALIAS_MOVE.AT, at)
        .set(REGISTRY_ALIAS_MOVE.ACTOR, "policy")
        .set(REGISTRY_ALIAS_MOVE.REASON, "better");
  }

  List<String> digests() {
    return database.read(sql ->
        sql.select(PIPELINES_DEFINITION.DIGEST)
            .from(PIPELINES_DEFINITION)
            .orderBy(PIPELINES_DEFINITION.DIGEST)
            .fetch(PIPELINES_DEFINITION.DIGEST));
  }

  @Test
  void keepsWhatATransactionWrote() {
    database.write(sql -> define(sql, "a"));

    assertThat(digests()).containsExactly("a");
  }

  @Test
  void keepsNothingOfATransactionThatFails() {
    assertThatThrownBy(() ->
            database.write(sql -> {
              define(sql, "a");
              throw new IllegalStateException("half way");
            }))
        .hasMessage("half way");

    assertThat(digests()).isEmpty();
  }

  @Test
  void joinsATransactionWithinATransaction() {
    assertThatThrownBy(() ->
            database.write(outer -> {
              define(outer, "a");
              database.write(inner -> define(inner, "b"));
              assertThat(digests()).containsExactly("a", "b");
              throw new IllegalStateException("after the inner one");
            }))
        .hasMessage("after the inner one");

    assertThat(digests()).isEmpty();
  }

  @Test
  void runsWhatFollowsACommitOnlyAfterIt() {
    List<Integer> seen = new ArrayList<>();

    database.write(sql -> {
      define(sql, "a");
      database.afterCommit(() -> seen.add(digests().size()));
      assertThat(seen).isEmpty();
      return 0;
    });
    assertThatThrownBy(() ->
            database.write(sql -> {
              database.afterCommit(() -> seen.add(-1));
              throw new IllegalStateException("no commit");
            }))
        .hasMessage("no commit");

    assertThat(seen).containsExactly(1);
  }

  @Test
  void saysConflictWhenSomebodyWroteTheSame() {
    database.write(sql -> define(sql, "a"));

    assertThatThrownBy(() -> database.write(sql -> define(sql, "a")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.CONFLICT));

    database.write(sql -> define(sql, "b"));
    assertThat(digests()).containsExactly("a", "b");
  }

  @Test
  void keepsMicrosecondsAndTheOrderOfTimes() {
    Instant later = NOON.plusNanos(1_000);
    Instant earlier = Instant.parse("1969-12-31T23:59:59Z");
    database.write(sql -> move(sql, 1, later) + move(sql, 2, NOON));

    List<Instant> times =
        database.read(sql ->
            sql.select(REGISTRY_ALIAS_MOVE.AT)
                .from(REGISTRY_ALIAS_MOVE)
                .where(REGISTRY_ALIAS_MOVE.AT.gt(earlier))
                .and(REGISTRY_ALIAS_MOVE.AT.le(later))
                .orderBy(REGISTRY_ALIAS_MOVE.AT)
                .fetch(REGISTRY_ALIAS_MOVE.AT));

    assertThat(times).containsExactly(NOON, later);
  }

  @Test
  void numbersRowsAndTellsTheNumberOfASingleOne() {
    Long first =
        database.write(sql ->
            insertMove(sql, 1, NOON)
                .returning(REGISTRY_ALIAS_MOVE.ID)
                .fetch()
                .getValues(REGISTRY_ALIAS_MOVE.ID)
                .getFirst());
    Long second =
        database.write(sql ->
            insertMove(sql, 2, NOON)
                .returning(REGISTRY_ALIAS_MOVE.ID)
                .fetch()
                .getValues(REGISTRY_ALIAS_MOVE.ID)
                .getFirst());

    assertThat(first).isNotNull();
    assertThat(second).isGreaterThan(first);
  }

  /// jOOQ's own `returning` answers the row inserted last, not this one, for an upsert on SQLite.
  @Test
  void answersTheRightRowOfAnUpsertByAPlainReturning() {
    Field<String> name = DSL.field(DSL.unquotedName("name"), String.class);
    database.write(sql -> define(sql, "a") + define(sql, "b"));

    String answered =
        database.write(sql ->
            sql.resultQuery(
                    "{0} returning {1}",
                    sql.insertInto(PIPELINES_DEFINITION)
                        .set(PIPELINES_DEFINITION.DIGEST, "a")
                        .set(PIPELINES_DEFINITION.NAME, "other")
                        .set(PIPELINES_DEFINITION.DEFINITION, "{}")
                        .onConflict(PIPELINES_DEFINITION.DIGEST)
                        .doUpdate()
                        .set(PIPELINES_DEFINITION.NAME, "other"),
                    name)
                .fetch(name)
                .getFirst());

    assertThat(answered).isEqualTo("other");
  }

  @Test
  void losesNoIncrementOfManyWriters() throws Exception {
    database.write(sql -> move(sql, 0, NOON));
    int writers = 6;
    int each = 20;

    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        running.add(
            threads.submit(() -> {
              for (int turn = 0; turn < each; turn++) {
                database.write(sql ->
                    sql.update(REGISTRY_ALIAS_MOVE)
                        .set(REGISTRY_ALIAS_MOVE.NUMBER, REGISTRY_ALIAS_MOVE.NUMBER.plus(1))
                        .execute());
                database.read(sql -> sql.fetchCount(REGISTRY_ALIAS_MOVE));
              }
            }));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    }

    Integer counted =
        database.read(sql ->
            sql.select(REGISTRY_ALIAS_MOVE.NUMBER)
                .from(REGISTRY_ALIAS_MOVE)
                .fetch(REGISTRY_ALIAS_MOVE.NUMBER)
                .getFirst());
    assertThat(counted).isEqualTo(writers * each);
  }
}
