package dev.evenkeel.pipelines.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.pipelines.definition.Settings.CatchUp;
import dev.evenkeel.pipelines.definition.Settings.Schedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Schedules where clocks are moved. What is expected was reckoned by hand from the law of each
/// place.
class CronTest {
  private static List<String> times(String cron, String zone, String day) {
    ZoneId where = ZoneId.of(zone);
    Cron times = Cron.of(new Schedule(cron, where, CatchUp.NONE));
    Instant end = LocalDate.parse(day).plusDays(1).atStartOfDay(where).toInstant();
    List<String> found = new ArrayList<>();
    Optional<Instant> next =
        times.after(LocalDate.parse(day).atStartOfDay(where).toInstant().minusNanos(1));
    while (next.isPresent() && next.get().isBefore(end)) {
      ZonedDateTime shown = next.get().atZone(where);
      found.add(shown.toLocalTime() + shown.getOffset().toString());
      next = times.after(next.get());
    }
    return found;
  }

  @Test
  void timesThatClocksLeaveOutComeWhenTheyHaveBeenPutForward() {
    assertThat(times("30 2 * * *", "Europe/Oslo", "2026-03-29")).containsExactly("03:00+02:00");
    assertThat(times("0 2 * * *", "Europe/Oslo", "2026-03-29")).containsExactly("03:00+02:00");
    assertThat(times("30 2 * * *", "America/New_York", "2026-03-08"))
        .containsExactly("03:00-04:00");
    // Half an hour there: 02:00 to 02:30.
    assertThat(times("15 2 * * *", "Australia/Lord_Howe", "2026-10-04"))
        .containsExactly("02:30+11:00");
    assertThat(times("45 2 * * *", "Australia/Lord_Howe", "2026-10-04"))
        .containsExactly("02:45+11:00");
    assertThat(times("*/20 2 * * *", "Europe/Oslo", "2026-03-29")).containsExactly("03:00+02:00");
  }

  @Test
  void timesThatClocksShowTwiceComeOnce() {
    assertThat(times("30 2 * * *", "Europe/Oslo", "2026-10-25")).containsExactly("02:30+02:00");
    assertThat(times("30 1 * * *", "America/New_York", "2026-11-01"))
        .containsExactly("01:30-04:00");
    assertThat(times("45 1 * * *", "Australia/Lord_Howe", "2026-04-05"))
        .containsExactly("01:45+11:00");
    assertThat(times("*/30 2-3 * * *", "Europe/Oslo", "2026-10-25"))
        .containsExactly("02:00+02:00", "02:30+02:00", "03:00+01:00", "03:30+01:00");
  }

  @Test
  void whatComesEveryHourComesInTheRepeatedOneToo() {
    assertThat(times("0 * * * *", "Europe/Oslo", "2026-10-25"))
        .hasSize(25)
        .containsSequence("02:00+02:00", "02:00+01:00", "03:00+01:00");
    assertThat(times("*/30 * * * *", "America/New_York", "2026-11-01"))
        .hasSize(50)
        .containsSequence(
            "01:00-04:00", "01:30-04:00", "01:00-05:00", "01:30-05:00", "02:00-05:00");
    assertThat(times("*/15 * * * *", "Australia/Lord_Howe", "2026-04-05"))
        .hasSize(98)
        .containsSequence("01:45+11:00", "01:30+10:30", "01:45+10:30", "02:00+10:30");
    assertThat(times("0 * * * *", "Europe/Oslo", "2026-03-29"))
        .hasSize(23)
        .containsSequence("01:00+01:00", "03:00+02:00", "04:00+02:00");
  }

  @Test
  void daysThatNobodyMovesClocksOnAreAsTheyStand() {
    assertThat(times("15 6,18 * * *", "Asia/Kolkata", "2026-05-01"))
        .containsExactly("06:15+05:30", "18:15+05:30");
    assertThat(times("0 0 31 * *", "Europe/Oslo", "2026-04-30")).isEmpty();
  }

  @Test
  void leapDaysComeInLeapYears() {
    Cron leap = Cron.of(new Schedule("0 12 29 2 *", ZoneId.of("UTC"), CatchUp.NONE));

    assertThat(leap.after(Instant.parse("2026-01-01T00:00:00Z")))
        .contains(Instant.parse("2028-02-29T12:00:00Z"));
  }
}
