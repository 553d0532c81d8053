package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
  private static double[] losses(RandomGenerator random, int rows, double least) {
    // Eighths, so that sums are exact in any order.
    return random.ints(rows, 0, 64).mapToDouble(eighths -> least + eighths / 8.0).toArray();
  }

  @Test
  void theSameArgumentsGiveTheSameAnswerAndAnotherSeedAnother() {
    double[] champion = losses(Seeds.generator(1), 300, 1);
    double[] challenger = losses(Seeds.generator(2), 300, 0);

    Comparison comparison = PairedBootstrap.compare(champion, challenger, 7, 1_000);

    assertThat(PairedBootstrap.compare(champion, challenger, 7, 1_000)).isEqualTo(comparison);
    assertThat(PairedBootstrap.compare(champion, challenger, 8, 1_000).lower())
        .isNotEqualTo(comparison.lower());
    assertThat(comparison.rows()).isEqualTo(300);
    assertThat(comparison.seed()).isEqualTo(7);
  }

  /// The definition once more, in another form: sums of eighths as whole numbers, percentiles by
  /// hand (0.05 · 999 = 49.95).
  @Test
  void agreesWithASecondComputation() {
    double[] champion = losses(Seeds.generator(3), 120, 1);
    double[] challenger = losses(Seeds.generator(4), 120, 0.5);
    RandomGenerator random = Seeds.generator(99);
    List<Long> sums = new ArrayList<>();
    for (int resample = 0; resample < 1_000; resample++) {
      long eighths = 0;
      for (int draw = 0; draw < 120; draw++) {
        int row = random.nextInt(120);
        eighths += Math.round(8 * champion[row]) - Math.round(8 * challenger[row]);
      }
      sums.add(eighths);
    }
    Collections.sort(sums);
    double base = 0;
    double gained = 0;
    for (int row = 0; row < 120; row++) {
      base += champion[row];
      gained += champion[row] - challenger[row];
    }

    Comparison comparison = PairedBootstrap.compare(champion, challenger, 99, 1_000);

    assertThat(comparison.gain()).isCloseTo(gained / base, within(1e-12));
    assertThat(comparison.lower())
        .isCloseTo((0.05 * sums.get(49) + 0.95 * sums.get(50)) / 8 / base, within(1e-12));
    assertThat(comparison.upper())
        .isCloseTo((0.95 * sums.get(949) + 0.05 * sums.get(950)) / 8 / base, within(1e-12));
  }

  /// Rows differ by ±1 around 0.2 with known spread, so theory gives the interval.
  @Test
  void theIntervalIsAsWideAsTheorySays() {
    int rows = 1_000;
    double[] champion = new double[rows];
    double[] challenger = new double[rows];
    for (int row = 0; row < rows; row++) {
      champion[row] = 2;
      challenger[row] = 2 - (row % 2 == 0 ? 1.2 : -0.8);
    }
    double spread = 1.645 / Math.sqrt(rows) / 2;

    Comparison comparison = PairedBootstrap.compare(champion, challenger, 5, 4_000);

    assertThat(comparison.gain()).isCloseTo(0.1, within(1e-9));
    assertThat(comparison.lower()).isCloseTo(0.1 - spread, within(0.1 * spread));
    assertThat(comparison.upper()).isCloseTo(0.1 + spread, within(0.1 * spread));
  }

  @Test
  void oneModelAgainstItselfGainsNothing() {
    double[] losses = losses(Seeds.generator(6), 50, 0.125);

    assertThat(PairedBootstrap.compare(losses, losses, 1, 100))
        .isEqualTo(new Comparison(0, 0, 0, 50, 1));
  }

  @Test
  void aChampionWithoutLossCannotBeBeaten() {
    assertThat(PairedBootstrap.compare(new double[3], new double[] {1, 0, 0}, 1, 100).upper())
        .isZero();
  }

  @Test
  void bothModelsNeedTheSameRows() {
    assertThatThrownBy(() -> PairedBootstrap.compare(new double[2], new double[3], 1, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2 and 3");
    assertThatThrownBy(() -> PairedBootstrap.compare(new double[0], new double[0], 1, 100))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void percentilesInterpolateAsType7() {
    double[] sorted = {1, 2, 4, 8};

    assertThat(PairedBootstrap.percentile(sorted, 0.5)).isEqualTo(3);
    assertThat(PairedBootstrap.percentile(sorted, 0.05)).isCloseTo(1.15, within(1e-12));
    assertThat(PairedBootstrap.percentile(sorted, 1)).isEqualTo(8);
    assertThat(PairedBootstrap.percentile(new double[] {5}, 0.95)).isEqualTo(5);
  }
}
