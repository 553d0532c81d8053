package dev.evenkeel.checks;

import dev.evenkeel.base.Micros;
import dev.evenkeel.contracts.rules.Body;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/// Service levels that data can prove.
final class SlaJudge {
  private final Measures measures;
  private final Instant now;

  SlaJudge(Measures measures, Instant now) {
    this.measures = measures;
    this.now = now;
  }

  Supplier<RuleResult> prepare(Body.Sla sla, Cell cell, Verdict verdict) {
    return switch (sla) {
      case Body.Milestone milestone -> () -> milestone(milestone, verdict);
      case Body.Frequency _ ->
          () -> verdict.notExecutable("how often data comes is not measured on one table");
      case Body.Freshness fresh ->
          timed(
              "max",
              cell,
              verdict,
              newest ->
                  judge(
                      !newest.isBefore(back(fresh.days(), fresh.time())),
                      "the newest is of " + newest,
                      verdict));
      case Body.Retention kept ->
          timed(
              "min",
              cell,
              verdict,
              oldest ->
                  judge(
                      !oldest.isBefore(back(kept.days(), kept.time())),
                      "the oldest is of " + oldest,
                      verdict));
      case Body.TimeOfAvailability daily ->
          timed(
              "max",
              cell,
              verdict,
              newest -> judge(!newest.isBefore(due(daily)), "the newest is of " + newest, verdict));
    };
  }

  @FunctionalInterface
  private interface Judge {
    RuleResult of(Instant time);
  }

  private Supplier<RuleResult> timed(String aggregate, Cell cell, Verdict verdict, Judge judge) {
    if (!cell.isTime()) {
      return () -> verdict.error("the column is neither a date nor a timestamp");
    }
    String wanted = measures.want("%s(%s)".formatted(aggregate, cell.micros()));
    return () -> {
      Optional<String> failure = measures.failure(wanted);
      if (failure.isPresent()) {
        return verdict.error(failure.get());
      }
      Optional<BigDecimal> micros = measures.number(wanted);
      return micros.isEmpty()
          ? verdict.broken("no timestamp")
          : judge.of(Micros.instant(micros.get().longValueExact()));
    };
  }

  private static RuleResult judge(boolean holds, String found, Verdict verdict) {
    return holds ? verdict.passed() : verdict.broken(found);
  }

  private Instant back(Period days, Duration time) {
    return LocalDateTime.ofInstant(now, ZoneOffset.UTC)
        .minus(days)
        .minus(time)
        .toInstant(ZoneOffset.UTC);
  }

  /// The start of the last day of which the data should be there.
  private Instant due(Body.TimeOfAvailability daily) {
    LocalDateTime there = LocalDateTime.ofInstant(now, daily.zone());
    LocalDate day = there.toLocalDate();
    LocalDate due = there.toLocalTime().isBefore(daily.time()) ? day.minusDays(1) : day;
    return due.atStartOfDay(daily.zone()).toInstant();
  }

  private RuleResult milestone(Body.Milestone milestone, Verdict verdict) {
    boolean isReached = !LocalDate.ofInstant(now, ZoneOffset.UTC).isBefore(milestone.day());
    boolean isStart = milestone.kind().equals("generalAvailability");
    if (isStart) {
      return isReached
          ? verdict.passed()
          : verdict.broken("it is available from %s on".formatted(milestone.day()));
    }
    return isReached
        ? verdict.broken("it ended on %s".formatted(milestone.day()))
        : verdict.passed();
  }
}
