package dev.evenkeel.serving.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RecentTimesTest {
  private final AtomicLong now = new AtomicLong(5);
  private final RecentTimes times = new RecentTimes(now::get);

  private void pass(int seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void quantilesAreRightToAnEighth() {
    for (int millis = 1; millis <= 1_000; millis++) {
      times.add(TimeUnit.MILLISECONDS.toNanos(millis), false);
    }

    RecentTimes.Summary summary = times.summary();

    assertThat(summary.p50Nanos()).isCloseTo(500_000_000L, Percentage.withPercentage(12.5));
    assertThat(summary.p99Nanos()).isCloseTo(990_000_000L, Percentage.withPercentage(12.5));
    assertThat(summary.requests()).isEqualTo(1_000);
  }

  @Test
  void forgetsWhatIsOlderThanAMinute() {
    times.add(1_000, true);
    pass(54);
    assertThat(times.summary().failures()).isEqualTo(1);
    pass(10);
    times.add(2_000, false);

    RecentTimes.Summary summary = times.summary();

    assertThat(summary.requests()).isEqualTo(1);
    assertThat(summary.failures()).isZero();
    assertThat(summary.perSecond()).isCloseTo(1 / 60.0, within(0.001));
  }

  @Test
  void showsEachOfTheLastSeconds() {
    pass(10);
    times.add(1, false);
    times.add(1, false);
    pass(2);
    times.add(1, false);
    pass(1);

    assertThat(times.perSecond()).hasSize(60).endsWith(2, 0, 1);
  }

  @Test
  void withoutRequestsEverythingIsZero() {
    assertThat(times.summary()).isEqualTo(new RecentTimes.Summary(0, 0, 0, 0, 0));
  }
}
