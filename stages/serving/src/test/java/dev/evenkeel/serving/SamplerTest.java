package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final long SECOND = 1_000_000_000L;

  // The machine's counter may run over.
  private final long start = Math.subtractExact(Long.MAX_VALUE, 20 * SECOND);

  @Test
  void keepsAllBelowItsRateAndTenSecondsOfItAtOnce() {
    Sampler sampler = new Sampler(new Sampling(200, 0), start);

    assertThat(sampler.choose(2_500, start).cardinality()).isEqualTo(2_000);
    assertThat(sampler.choose(1, start).isEmpty()).isTrue();
    assertThat(sampler.choose(500, start + SECOND).cardinality()).isEqualTo(200);
    assertThat(sampler.choose(5_000, start + 40 * SECOND).cardinality()).isEqualTo(2_000);
  }

  @Test
  void beyondItsRateAShareIsDrawn() {
    Sampler sampler = new Sampler(new Sampling(0, 0.1), 0);

    int chosen = sampler.choose(100_000, SECOND).cardinality();

    assertThat(chosen).isBetween(9_000, 11_000);
    assertThat(new Sampler(Sampling.ALL, 0).choose(5_000, 0).cardinality()).isEqualTo(5_000);
    assertThat(new Sampler(new Sampling(0, 0), 0).choose(5_000, 0).isEmpty()).isTrue();
  }

  @Test
  void aShareIsFromZeroToOne() {
    assertThatThrownBy(() -> new Sampling(-1, 0)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> new Sampling(1, 1.01)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> new Sampling(1, Double.NaN)).isInstanceOf(ProblemException.class);
  }
}
