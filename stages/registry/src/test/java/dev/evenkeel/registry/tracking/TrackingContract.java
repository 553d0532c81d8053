package dev.evenkeel.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What the tests of tracking have in common, on either database.
abstract class TrackingContract {
  static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  static final long MAY_MILLIS = MAY.toEpochMilli();

  @TempDir Path folder;

  final SimulatedClock clock = new SimulatedClock(MAY);
  Database database;
  Experiments experiments;
  Runs runs;
  LoggedModels models;

  abstract Database open();

  @BeforeEach
  void openTracking() {
    database = open();
    experiments = new Experiments(database, clock);
    runs = new Runs(database, clock);
    models = new LoggedModels(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  long experiment(String name) {
    return experiments.create(name, "", List.of()).id();
  }

  String run() {
    return run(Experiments.DEFAULT);
  }

  String run(long experiment) {
    return runs.start(new NewRun(experiment, "", "ann", OptionalLong.of(5), List.of())).info().id();
  }

  void waitAnHour() {
    clock.moveTo(clock.now().plus(Duration.ofHours(1)));
  }

  static void assertRefused(Problem.Kind kind, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().kind()).isEqualTo(kind));
  }

  static KeyValue pair(String key, String value) {
    return new KeyValue(key, value);
  }

  static Measurement point(String key, double value, long millis, long step) {
    return new Measurement(new Metric(key, value, millis, step), "", "", "");
  }

  static Batch metrics(Measurement... points) {
    return new Batch(List.of(points), List.of(), List.of());
  }

  static Batch params(KeyValue... params) {
    return new Batch(List.of(), List.of(params), List.of());
  }

  static Batch tags(KeyValue... tags) {
    return new Batch(List.of(), List.of(), List.of(tags));
  }
}
