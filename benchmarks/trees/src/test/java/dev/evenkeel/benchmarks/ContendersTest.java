package dev.evenkeel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ContendersTest {
  @Test
  void allComputeTheSame() {
    Contenders contenders = new Contenders(0.2);
    float[][] library = contenders.byMatrix(contenders.rows, Contenders.ROWS);
    float[][] inPlace = contenders.inPlace(contenders.rows, Contenders.ROWS);
    double[] engine = new double[2 * Contenders.ROWS];
    contenders.engine.predictAll(contenders.rows, Contenders.ROWS, engine);

    for (int row = 0; row < Contenders.ROWS; row++) {
      float expected = library[row][0];
      assertThat(inPlace[row][0]).isEqualTo(expected);
      assertThat(engine[2 * row + 1]).isCloseTo(expected, within(1e-6));
      assertThat(contenders.walk.predict(contenders.rows, row * Contenders.WIDTH))
          .isCloseTo(expected, within(1e-5f));
    }
  }
}
