package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.automation.ReplayProgress.Tally;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HalfYearTest {
  @Test
  void sumsMonthsAndCountsWhatHappened() {
    ReplayProgress progress =
        new ReplayProgress(
            "listings",
            Measure.ACCURACY,
            100,
            Map.of(
                "1994-01", new Tally(10, 8, 8),
                "1994-06", new Tally(30, 15, 27),
                "1994-07", new Tally(4, 1, 3)),
            0,
            0,
            0,
            44);

    List<HalfYear> table =
        HalfYear.table(
            progress,
            List.of(
                event("1994-06-30", "promotion"),
                event("1994-07-01", "refusal"),
                event("1994-12-31", "drift-alert"),
                event("1994-12-31", "drift-alert"),
                event("1994-12-31", "suppressed"),
                event("1995-01-31", "promotion")));

    assertThat(table).extracting(HalfYear::period).containsExactly("1994H1", "1994H2");
    HalfYear first = table.getFirst();
    assertThat(first.rows()).isEqualTo(40);
    assertThat(first.frozen()).isCloseTo(23 / 40.0, within(1e-12));
    assertThat(first.champion()).isCloseTo(35 / 40.0, within(1e-12));
    assertThat(first.promotions()).isEqualTo(1);
    assertThat(table.getLast().refusals()).isEqualTo(1);
    assertThat(table.getLast().driftAlerts()).isEqualTo(2);
  }

  private static ReplayEvent event(String date, String kind) {
    return new ReplayEvent(LocalDate.parse(date), kind, "", "");
  }
}
