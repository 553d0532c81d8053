package dev.evenkeel.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Published values and those of SciPy 1.17.
class NoncentralChiSquareTest {
  @ParameterizedTest
  @CsvSource({
    "30, 9, 10, 0.0863202051923",
    // Central: tables of every textbook.
    "3.841458820694124, 1, 0, 0.05",
    "16.918977604620448, 9, 0, 0.05",
    "27.877164871256568, 9, 0, 0.001",
  })
  void tailIsAsPublished(double x, double degrees, double noncentrality, double expected) {
    assertThat(NoncentralChiSquare.survival(x, degrees, noncentrality))
        .isCloseTo(expected, within(5e-13));
  }

  @ParameterizedTest
  @CsvSource({"0.001, 9, 20, 67.4561486175", "0.001, 11, 200, 307.97740701"})
  void quantileIsAsPublished(double share, double degrees, double noncentrality, double expected) {
    assertThat(NoncentralChiSquare.inverseSurvival(share, degrees, noncentrality))
        .isCloseTo(expected, within(1e-8));
  }

  @Test
  void twoDegreesWithoutNoncentralityAreExponential() {
    for (double x : new double[] {0.1, 1, 7, 40, 200}) {
      assertThat(NoncentralChiSquare.survival(x, 2, 0))
          .isCloseTo(StrictMath.exp(-x / 2), within(1e-13 * StrictMath.exp(-x / 2) + 1e-16));
    }
  }

  @Test
  void oneDegreeIsASquaredNormal() {
    // P(|Z + 3| >= 2) with Z standard normal: 1 - Φ(-1) + Φ(-5).
    assertThat(NoncentralChiSquare.survival(4, 1, 9))
        .isCloseTo(0.8413447460685429 + 2.866515718791939e-7, within(1e-12));
  }

  @Test
  void everyTailIsAShareAndGrowsWithTheNoncentrality() {
    Seeds.each(
        500,
        random -> {
          double x = random.nextDouble() * 400;
          double degrees = random.nextInt(1, 60);
          double one = random.nextDouble() * 300;
          double two = one + random.nextDouble() * 20;

          double less = NoncentralChiSquare.survival(x, degrees, one);
          double more = NoncentralChiSquare.survival(x, degrees, two);

          assertThat(less).isBetween(0.0, 1.0);
          assertThat(more).isGreaterThanOrEqualTo(less - 1e-12);
        });
  }

  @Test
  void theNoncentralityOfATailHasThatTail() {
    Seeds.each(
        200,
        random -> {
          double x = 20 + random.nextDouble() * 500;
          double degrees = random.nextInt(1, 20);
          double alpha = 0.0001 + random.nextDouble() * 0.05;

          double noncentrality = NoncentralChiSquare.noncentrality(x, degrees, alpha);

          double tail = NoncentralChiSquare.survival(x, degrees, noncentrality);
          if (noncentrality == 0) {
            assertThat(tail).isGreaterThanOrEqualTo(alpha);
          } else {
            assertThat(tail).isCloseTo(alpha, within(1e-9));
          }
        });
  }

  @Test
  void aMillionRowsCostNoMoreThanAMoment() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          // Mean 20,010, deviation 283: the normal limit is near.
          assertThat(NoncentralChiSquare.survival(20_010, 10, 20_000))
              .isCloseTo(0.5, within(0.005));
          assertThat(NoncentralChiSquare.noncentrality(1_000_000, 10, 0.01))
              .isBetween(994_000.0, 996_000.0);
        });
  }
}
