package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
}
