package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.definition.Cron;
import dev.evenkeel.pipelines.definition.Settings.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which times of a schedule have come, and which comes next.
///
/// @param times those that get a run
/// @param next may have come, too, when there were too many
record Due(List<Instant> times, Optional<Instant> next) {
  /// The most runs that are made up for at once.
  static final int TIMES_MAX = 1_000;

  // The first of these stretches before now that holds a time holds the last one.
  private static final List<Duration> BACK =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(31), Duration.ofDays(366));

  Due {
    times = List.copyOf(times);
  }

  /// @param first the first time that had no run
  static Due of(Schedule schedule, Instant first, Instant now) {
    Cron cron = Cron.of(schedule);
    Instant missed = now.minus(Schedules.MISSED);
    boolean areMissed = first.isBefore(missed);
    return switch (schedule.catchUp()) {
      case ALL -> all(cron, first, now);
      case NONE -> all(cron, areMissed ? from(cron, missed) : Optional.of(first), now);
      case LATEST -> areMissed ? last(cron, first, now) : all(cron, first, now);
    };
  }

  private static Optional<Instant> from(Cron cron, Instant begin) {
    return cron.after(begin.minusNanos(1));
  }

  private static Due all(Cron cron, Instant first, Instant now) {
    return all(cron, Optional.of(first), now);
  }

  private static Due all(Cron cron, Optional<Instant> first, Instant now) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = first;
    while (next.isPresent() && !next.get().isAfter(now) && times.size() < TIMES_MAX) {
      times.add(next.get());
      next = cron.after(next.get());
    }
    return new Due(times, next);
  }

  private static Due last(Cron cron, Instant first, Instant now) {
    Instant begin =
        BACK.stream()
            .map(now::minus)
            .filter(back -> back.isAfter(first))
            .flatMap(back -> from(cron, back).filter(time -> !time.isAfter(now)).stream())
            .findFirst()
            .orElse(first);
    Instant last = begin;
    Optional<Instant> next = cron.after(begin);
    while (next.isPresent() && !next.get().isAfter(now)) {
      last = next.get();
      next = cron.after(last);
    }
    return new Due(List.of(last), next);
  }
}
