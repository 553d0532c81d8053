package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<double[]> PROBABILITIES =
      List.of(new double[] {0.7, 0.3}, new double[] {0.5, 0.5}, new double[] {1, 0});

  @Test
  void accuracyCountsTheFirstOfTheMostProbable() {
    assertThat(Metrics.accuracy(PROBABILITIES, new int[] {0, 0, 1})).isEqualTo(2 / 3.0, EXACT);
    assertThat(Metrics.accuracy(PROBABILITIES, new int[] {-1, 1, 0})).isEqualTo(1 / 3.0, EXACT);
    assertThat(Metrics.accuracy(List.of(), new int[0])).isNaN();
  }

  @Test
  void logLossIsClippedSoThatOneRowCannotDecide() {
    double[] losses = Metrics.logLossPerRow(PROBABILITIES, new int[] {0, 1, 1});

    assertThat(losses[0]).isEqualTo(0.35667494393873245, EXACT);
    assertThat(losses[1]).isEqualTo(0.6931471805599453, EXACT);
    assertThat(losses[2]).isEqualTo(13.815510557964274, EXACT);
    assertThat(Metrics.logLossPerRow(PROBABILITIES, new int[] {0, 1, 0})[2]).isZero();
  }

  @Test
  void absoluteErrorAndMean() {
    double[] errors = Metrics.absoluteErrorPerRow(new double[] {1, 5}, new double[] {3, 4});

    assertThat(errors).containsExactly(2, 1);
    assertThat(Metrics.mean(errors)).isEqualTo(1.5);
    assertThat(Metrics.mean(new double[0])).isNaN();
  }
}
