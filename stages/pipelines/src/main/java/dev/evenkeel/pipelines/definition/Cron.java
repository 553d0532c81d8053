package dev.evenkeel.pipelines.definition;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/// Times of the day by the five fields of Unix cron. Where clocks are put forward, a time that does
/// not exist comes when they have been; where they are put back, a time that comes twice counts
/// once.
public final class Cron {
  private static final int CHARS_MAX = 200;
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime times;
  private final ZoneId zone;

  private Cron(ExecutionTime times, ZoneId zone) {
    this.times = times;
    this.zone = zone;
  }

  /// Of a schedule that was read.
  public static Cron of(Settings.Schedule schedule) {
    return new Cron(ExecutionTime.forCron(PARSER.parse(schedule.cron())), schedule.zone());
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
    return times.nextExecution(time.atZone(zone)).map(ZonedDateTime::toInstant);
  }
}
