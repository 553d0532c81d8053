package dev.evenkeel.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// What is far from where it used to be, beside published figures.
class AnomalyTest {
  private static List<Double> numbers(double... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /// The example of R's help on `mad`, whose answer is 2.9652 for both.
  @Test
  void measuresDeviationAsRDoes() {
    assertThat(Anomaly.deviation(numbers(1, 2, 3, 4, 5, 6, 7, 8, 9)))
        .isCloseTo(2.9652, Offset.offset(0.00005));
    assertThat(Anomaly.deviation(numbers(1, 2, 3, 4, 5, 6, 7, 8, 100)))
        .isCloseTo(2.9652, Offset.offset(0.00005));
  }

  /// 0.6745 (x − median) / MAD, by Iglewicz and Hoaglin: median 2.45, MAD 0.15, and 25.86 for 8.2.
  @Test
  void scoresAsIglewiczAndHoaglinDo() {
    List<Double> earlier = numbers(2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3);

    assertThat(Anomaly.median(earlier)).isCloseTo(2.45, Offset.offset(1e-9));
    assertThat(Anomaly.ofShare(earlier, 8.2).orElseThrow().score())
        .isCloseTo(25.86, Offset.offset(0.005));
    assertThat(Anomaly.ofShare(earlier, 2.1)).isEmpty();
  }

  @Test
  void saysNothingByFewRunsOrSmallDifferences() {
    assertThat(Anomaly.ofRows(numbers(9, 9, 9, 9, 9, 9, 9, 9, 9), 1_000_000)).isEmpty();
    List<Double> constant = Collections.nCopies(10, 1000.0);
    assertThat(Anomaly.ofRows(constant, 1030)).isEmpty();
    assertThat(Anomaly.ofRows(constant, 1040)).isPresent();
    assertThat(Anomaly.ofRows(constant, 0).orElseThrow().score()).isNegative();
    assertThat(Anomaly.ofShare(Collections.nCopies(10, 0.0), 0.003)).isEmpty();
    assertThat(Anomaly.ofShare(Collections.nCopies(10, 0.0), 0.004)).isPresent();
  }

  /// What docs/contracts.md says of false alarms on numbers that are normal and independent.
  @Test
  void alarmsFalselyAboutAsOftenAsTold() {
    Random random = new Random(7);
    double[] rates = new double[2];
    int[] sizes = {10, 30};
    for (int at = 0; at < 2; at++) {
      int alarms = 0;
      for (int trial = 0; trial < 20_000; trial++) {
        List<Double> earlier = new ArrayList<>();
        for (int index = 0; index < sizes[at]; index++) {
          earlier.add(0.5 + 0.05 * random.nextGaussian());
        }
        alarms += Anomaly.ofShare(earlier, 0.5 + 0.05 * random.nextGaussian()).isPresent() ? 1 : 0;
      }
      rates[at] = alarms / 20_000.0;
    }

    assertThat(rates[0]).isCloseTo(0.0325, Offset.offset(0.005));
    assertThat(rates[1]).isCloseTo(0.006, Offset.offset(0.002));
  }
}
