package dev.evenkeel.pipelines.definition;

import dev.evenkeel.pipelines.definition.Settings.Partition;
import dev.evenkeel.pipelines.definition.Settings.Schedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a partition cuts the time: weeks begin on Mondays, months on the first, quarters in January,
/// and other numbers of days or months count from 1970. All stretches of a pipeline are apart and
/// leave nothing between them, so one can be named by the day on which it begins.
public final class Stretches {
  // A Monday, for whole weeks.
  private static final LocalDate MONDAY = LocalDate.of(1970, 1, 5);
  private static final LocalDate BEGIN = LocalDate.of(1970, 1, 1);

  private final Partition partition;
  private final ZoneId zone;
  private final boolean isDate;

  private Stretches(Partition partition, ZoneId zone, boolean isDate) {
    this.partition = partition;
    this.zone = zone;
    this.isDate = isDate;
  }

  /// Those of a pipeline, by the clocks of its schedule's zone, or else of UTC; empty for one that
  /// does not part the time.
  public static Optional<Stretches> of(Pipeline pipeline) {
    Settings settings = pipeline.settings();
    return settings
        .partition()
        .map(partition ->
            new Stretches(
                partition,
                settings.schedule().map(Schedule::zone).orElse(ZoneOffset.UTC),
                pipeline.parameters().stream()
                    .anyMatch(parameter ->
                        parameter.name().equals(partition.parameter())
                            && parameter.type().type() == ValueType.DATE)));
  }

  /// Says why a length cannot cut the time; empty when it can.
  static Optional<String> refuse(Period every) {
    boolean mixes = every.toTotalMonths() != 0 && every.get(ChronoUnit.DAYS) != 0;
    return mixes ? Optional.of("it mixes days and months") : Optional.empty();
  }

  /// The parameter that gets a stretch's begin.
  public String parameter() {
    return partition.parameter();
  }

  /// The first day of the stretch that a day is in.
  public LocalDate beginOf(LocalDate day) {
    Period every = partition.every();
    int months = Math.toIntExact(every.toTotalMonths());
    if (months > 0) {
      long since = (day.getYear() - 1970) * 12L + day.getMonthValue() - 1;
      return BEGIN.plusMonths(Math.floorDiv(since, months) * months);
    }
    long days = every.get(ChronoUnit.DAYS);
    LocalDate anchor = days % 7 == 0 ? MONDAY : BEGIN;
    long since = day.toEpochDay() - anchor.toEpochDay();
    return anchor.plusDays(Math.floorDiv(since, days) * days);
  }

  /// The first day of the stretch after one.
  public LocalDate after(LocalDate begin) {
    return begin.plus(partition.every());
  }

  /// The last stretch that had ended at a time: what a run of that time is for.
  public LocalDate endedBefore(Instant time) {
    LocalDate begin = beginOf(LocalDate.ofInstant(time, zone));
    return beginOf(begin.minusDays(1));
  }

  /// All stretches from that of a day to that of the day before another, at most so many and one
  /// more, which says that there are more.
  public List<LocalDate> between(LocalDate from, LocalDate until, int max) {
    List<LocalDate> found = new ArrayList<>();
    for (LocalDate begin = beginOf(from);
        begin.isBefore(until) && found.size() <= max;
        begin = after(begin)) {
      found.add(begin);
    }
    return found;
  }

  /// What the parameter says of a stretch: its first day, or that day's first moment.
  public String value(LocalDate begin) {
    return isDate
        ? begin.toString()
        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(begin.atStartOfDay(zone));
  }
}
