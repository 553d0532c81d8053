package dev.evenkeel.pipelines.definition;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Times of the day by the five fields of Unix cron. Where clocks are put forward, a time that does
/// not exist comes when they have been; where they are put back, a time that comes twice counts
/// once, unless the schedule names no hour: what comes every hour does so in that one, too.
public final class Cron {
  private static final int CHARS_MAX = 200;
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime times;
  private final ZoneId zone;
  private final boolean namesNoHour;

  private Cron(ExecutionTime times, ZoneId zone, boolean namesNoHour) {
    this.times = times;
    this.zone = zone;
    this.namesNoHour = namesNoHour;
  }

  /// Of a schedule that was read.
  public static Cron of(Settings.Schedule schedule) {
    return new Cron(
        ExecutionTime.forCron(PARSER.parse(schedule.cron())),
        schedule.zone(),
        List.of(schedule.cron().strip().split("\\s+")).get(1).equals("*"));
  }

  /// Says why a text is no schedule; empty when it is one that ever comes.
  static Optional<String> refuse(String cron) {
    if (cron.length() > CHARS_MAX) {
      return Optional.of("it is too long");
    }
    try {
      ExecutionTime times = ExecutionTime.forCron(PARSER.parse(cron).validate());
      boolean comes = times.nextExecution(ZonedDateTime.parse("2026-01-01T00:00:00Z")).isPresent();
      return comes ? Optional.empty() : Optional.of("such a time never comes");
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// The first time after another.
  public Optional<Instant> after(Instant time) {
    ZoneRules rules = zone.getRules();
    Optional<Instant> next = Optional.empty();
    Optional<LocalDateTime> local = onClocks(LocalDateTime.ofInstant(time, zone));
    // What clocks show a second time lies behind: a few turns at most, but for `* 2 * * *`.
    while (local.isPresent() && next.isEmpty()) {
      next = Optional.of(first(local.get(), rules)).filter(instant -> instant.isAfter(time));
      local = onClocks(local.get());
    }
    return namesNoHour ? sooner(next, shownAgain(time, rules)) : next;
  }

  /// When clocks show a time first, or no longer can.
  private static Instant first(LocalDateTime local, ZoneRules rules) {
    ZoneOffsetTransition gap = rules.getTransition(local);
    return gap != null && gap.isGap()
        ? gap.getInstant()
        : local.toInstant(rules.getValidOffsets(local).getFirst());
  }

  /// The first of the times after another that clocks show for the second time, in the hour around
  /// it or the next one that comes twice.
  private Optional<Instant> shownAgain(Instant time, ZoneRules rules) {
    return Stream.of(rules.previousTransition(time.plusNanos(1)), rules.nextTransition(time))
        .filter(Objects::nonNull)
        .filter(ZoneOffsetTransition::isOverlap)
        .flatMap(overlap -> {
          LocalDateTime now = LocalDateTime.ofInstant(time, overlap.getOffsetAfter());
          LocalDateTime begin = overlap.getDateTimeAfter().minusNanos(1);
          return onClocks(now.isAfter(begin) ? now : begin)
              .filter(local -> local.isBefore(overlap.getDateTimeBefore()))
              .map(local -> local.toInstant(overlap.getOffsetAfter()))
              .stream();
        })
        .findFirst();
  }

  private static Optional<Instant> sooner(Optional<Instant> left, Optional<Instant> right) {
    return Stream.concat(left.stream(), right.stream()).min(Instant::compareTo);
  }

  // The library reckons on a clock that nobody moves; what moving does is decided above.
  private Optional<LocalDateTime> onClocks(LocalDateTime local) {
    return times.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }
}
