package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the log keeps, on any database.
abstract class PredictionLogContract {
  private static final Instant AT = Instant.parse("1996-01-01T00:00:00Z");

  @TempDir Path folder;
  private final PredictionIds ids = new PredictionIds();
  private Database database;
  private PredictionLog log;

  abstract Database open();

  @BeforeEach
  void start() {
    database = open();
    log = new PredictionLog(database);
  }

  @AfterEach
  void stop() {
    log.close();
    database.close();
  }

  private static LoggedPrediction row(String id, @Nullable String key) {
    return new LoggedPrediction(
        id, "m", 1, AT, key, "{\"a\":0.1}", "yes", Double.NaN, List.of(0.1, 0.9));
  }

  private static List<LoggedPrediction> rows(int request, int count) {
    return IntStream.range(0, count).mapToObj(row -> row(request + "-" + row, null)).toList();
  }

  private int stored() {
    return new Observations(database, log).between("m", AT, AT.plus(Duration.ofDays(1))).size();
  }

  @Test
  void everythingAnsweredBeforeAFlushCanBeFoundAfterIt() {
    for (int request = 0; request < 1_200; request++) {
      log.add(rows(request, 1));
    }

    log.flush();

    assertThat(stored()).isEqualTo(1_200);
    assertThat(log.dropped()).isZero();
  }

  @Test
  void closeKeepsEverythingThatWasAnswered() {
    try (HeldWrites _ = new HeldWrites(database)) {
      for (int request = 0; request < 1_200; request++) {
        log.add(rows(request, 2));
      }
    }

    log.close();

    assertThat(stored()).isEqualTo(2_400);
    assertThat(log.dropped()).isZero();
  }

  @Test
  void afterCloseItDropsAndCountsAndNobodyWaits() {
    log.close();

    log.add(rows(1, 3));
    log.flush();
    log.close();

    assertThat(log.dropped()).isEqualTo(3);
    assertThat(stored()).isZero();
  }

  @Test
  void aFullLogDropsWholeRequestsAndCountsTheirRows() {
    int requests = PredictionLog.WAITING_ROWS_MAX / 1_000;
    try (HeldWrites _ = new HeldWrites(database)) {
      for (int request = 0; request < requests; request++) {
        log.add(rows(request, 1_000));
      }
      assertThat(log.dropped()).isZero();

      log.add(rows(requests, 7));

      assertThat(log.dropped()).isEqualTo(7);
      assertThat(stored()).isZero();
    }
    log.flush();
    assertThat(stored()).isEqualTo(PredictionLog.WAITING_ROWS_MAX);
    log.add(rows(requests + 1, 7));
    log.flush();
    assertThat(stored()).isEqualTo(PredictionLog.WAITING_ROWS_MAX + 7);
  }

  @Test
  void whatTheDatabaseRefusesIsCountedAndTheNextIsKept() {
    database.write(sql -> sql.execute("alter table serving_prediction rename to away"));
    log.add(rows(1, 5));
    log.flush();
    database.write(sql -> sql.execute("alter table away rename to serving_prediction"));

    log.add(rows(2, 1));
    log.flush();

    assertThat(log.dropped()).isEqualTo(5);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void aRequestWithAKeyIsFoundUntilItIsCommitted() {
    List<LoggedPrediction> rows = List.of(row("a", "k/0"), row("b", "k/1"));
    try (HeldWrites _ = new HeldWrites(database)) {
      log.add(rows);

      assertThat(log.waiting("a")).isEqualTo(rows);
      assertThat(log.waiting("b")).isEmpty();
    }
    log.flush();
    assertThat(log.waiting("a")).isEmpty();
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void theSamePredictionIsStoredOnce() {
    log.add(List.of(row("a", "k/0")));
    log.add(List.of(row("a", "k/0")));
    log.flush();

    assertThat(stored()).isEqualTo(1);
    assertThat(log.dropped()).isZero();
  }

  private static final ModelVersion VERSION =
      new ModelVersion(
          "m",
          1,
          AT,
          new ModelDescription(
              new Signature(List.of(Property.of("a", LogicalType.NUMBER, true))),
              List.of(),
              new Target.Classes("t", Duration.ZERO, List.of("no", "yes")),
              ModelDescription.XGBOOST_JSON),
          "sha256:0",
          Optional.empty(),
          "",
          Optional.empty(),
          "",
          1,
          Map.of(),
          Map.of());

  private AnsweredRequest request(int rows) {
    double[] values = new double[rows];
    Arrays.setAll(values, row -> row + 0.5);
    Prediction prediction =
        new Prediction(1, "yes", 0.9, new double[] {0.1, 0.9}, Double.NaN, List.of());
    return new AnsweredRequest(
        VERSION,
        AnsweredRequest.NAMED,
        "champion",
        AT,
        42_000,
        ids.next(rows),
        Optional.of(new Frame(rows, Map.of("a", new Frame.Numbers(values)))),
        Collections.nCopies(rows, prediction));
  }

  private PredictionLog sampling(int rowsPerSecond, double share) {
    return new PredictionLog(database, new Sampling(rowsPerSecond, share));
  }

  @Test
  void everyAnswerIsKeptAndFeaturesOfASample() {
    AnsweredRequest first = request(30);
    AnsweredRequest second = request(3);
    try (PredictionLog some = sampling(1, 0)) {
      some.add(first);
      some.add(second);
      some.flush();

      LoggedPrediction sampled = some.find(first.id(9)).orElseThrow();
      assertThat(sampled)
          .isEqualTo(
              new LoggedPrediction(
                  first.id(9),
                  "m",
                  1,
                  AT,
                  null,
                  "{\"a\":9.5}",
                  "yes",
                  Double.NaN,
                  List.of(0.1, 0.9),
                  "named",
                  "champion",
                  42));
      for (String id : List.of(first.id(10), first.id(29), second.id(0), second.id(2))) {
        assertThat(some.find(id).orElseThrow())
            .isEqualTo(
                new LoggedPrediction(
                    id,
                    "m",
                    1,
                    AT,
                    null,
                    null,
                    "yes",
                    Double.NaN,
                    List.of(0.1, 0.9),
                    "named",
                    "champion",
                    42));
      }
      assertThat(some.find(PredictionIds.text(1, 2))).isEmpty();
      assertThat(some.find("nobody")).isEmpty();
      assertThat(stored()).isEqualTo(10);
      assertThat(some.dropped()).isZero();
    }
  }

  @Test
  void oneFailureLosesNothing() {
    database.write(sql -> sql.execute("alter table serving_prediction_block rename to away"));
    Runnable mend =
        () ->
            database.write(
                sql -> sql.execute("alter table away rename to serving_prediction_block"));
    try (PredictionLog none = new PredictionLog(database, new Sampling(0, 0), mend)) {
      AnsweredRequest answered = request(5);
      none.add(answered);
      none.flush();

      assertThat(none.dropped()).isZero();
      assertThat(none.find(answered.id(4))).isPresent();
    }
  }

  @Test
  void whatIsTakenBackIsTakenOutOfBlocksToo() {
    Instant later = AT.plusSeconds(60);
    try (PredictionLog none = sampling(0, 0)) {
      AnsweredRequest kept = request(2);
      AnsweredRequest gone =
          new AnsweredRequest(
              VERSION, "v2", "", later, 1, ids.next(2), Optional.empty(), kept.predictions());
      none.add(kept);
      none.add(gone);
      none.flush();

      new Observations(database, none).forgetSince("m", later);

      assertThat(none.find(kept.id(1))).isPresent();
      assertThat(none.find(gone.id(0))).isEmpty();
    }
  }

  private static LoggedPrediction asked(String id, String model, String inputs) {
    return new LoggedPrediction(
        id, model, 1, AT, null, inputs, "yes", Double.NaN, List.of(0.1, 0.9));
  }

  @Test
  void somebodysRowsGoWithTheirTruthAndOnlyTheirs() {
    List<LoggedPrediction> rows = new ArrayList<>();
    for (int row = 0; row < 2_500; row++) {
      rows.add(asked("r%05d".formatted(row), "m", "{\"mail\":\"p%d@x.org\"}".formatted(row % 100)));
    }
    rows.add(asked("note", "m", "{\"mail\":\"q@x.org\",\"note\":\"p7@x.org\"}"));
    rows.add(asked("like", "m", "{\"mail\":\"p7_x.org\"}"));
    rows.add(asked("other", "hidden", "{\"mail\":\"p7@x.org\"}"));
    rows.add(asked("e", "m2", "{\"mail\":\"\\u00e9va \\\"x\\\"\",\"id\":7.0}"));
    log.add(rows);
    log.flush();
    database.write(sql ->
        sql.insertInto(Tables.SERVING_FEEDBACK)
            .set(Tables.SERVING_FEEDBACK.PREDICTION_ID, "r00007")
            .set(Tables.SERVING_FEEDBACK.MODEL, "m")
            .set(Tables.SERVING_FEEDBACK.AT, AT)
            .set(Tables.SERVING_FEEDBACK.TRUTH_LABEL, "yes")
            .execute());
    List<String> inMemory = new ArrayList<>();
    LoggedPeople people =
        new LoggedPeople(
            database,
            log,
            (after, _) -> after.isEmpty() ? List.of("m", "m2") : List.of(),
            (model, column, value) -> inMemory.add(model + " " + column + " " + value));

    assertThat(people.forget("sales", "mail", "p7@x.org")).isEqualTo(25);
    assertThat(inMemory).containsExactly("m mail p7@x.org", "m2 mail p7@x.org");
    assertThat(people.forget("sales", "mail", "p7@x.org")).isZero();
    assertThat(stored()).isEqualTo(2_500 - 25 + 2);
    assertThat(new PredictionStore(database).find("other")).isPresent();
    assertThat(new PredictionStore(database).find("r00007")).isEmpty();
    int truths = database.read(sql -> sql.fetchCount(Tables.SERVING_FEEDBACK));
    assertThat(truths).isZero();
    assertThat(people.forget("sales", "id", "7")).isEqualTo(1);
    log.add(List.of(asked("e2", "m2", "{\"mail\":\"\\u00e9va \\\"x\\\"\"}")));
    assertThat(people.forget("sales", "mail", "éva \"x\"")).isEqualTo(1);
  }
}
