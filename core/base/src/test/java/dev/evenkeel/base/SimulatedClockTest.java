package dev.evenkeel.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class SimulatedClockTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  @Test
  void standsStillUntilItIsMoved() {
    SimulatedClock clock = new SimulatedClock(MAY);

    assertThat(clock.now()).isEqualTo(MAY);
    clock.moveTo(MAY);
    assertThat(clock.now()).isEqualTo(MAY);
    clock.moveTo(MAY.plusSeconds(1));
    assertThat(clock.now()).isEqualTo(MAY.plusSeconds(1));
  }

  @Test
  void neverGoesBack() {
    SimulatedClock clock = new SimulatedClock(MAY);

    assertThatThrownBy(() -> clock.moveTo(MAY.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only goes forward");

    assertThat(clock.now()).isEqualTo(MAY);
  }

  @Test
  void keepsTheMicrosecondsThatDatabasesKeep() {
    SimulatedClock clock = new SimulatedClock(MAY.plusNanos(1_999));

    assertThat(clock.now()).isEqualTo(MAY.plusNanos(1_000));
    clock.moveTo(MAY.plusNanos(2_999));
    assertThat(clock.now()).isEqualTo(MAY.plusNanos(2_000));

    Instant now = Clock.system().now();
    assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
  }
}
