package dev.evenkeel.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.training.evaluation.SliceSet.Finding;
import dev.evenkeel.training.evaluation.SliceSet.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlicerTest {
  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// 400 rows of `good`, 100 of `bad` that are right half as often, 20 of `few` that never are.
  private static Frame frame() {
    String[] where = new String[520];
    double[] price = new double[520];
    for (int row = 0; row < 520; row++) {
      where[row] = row < 400 ? "good" : row < 500 ? "bad" : "few";
      price[row] = row == 0 ? Double.NaN : row % 100;
    }
    return new Frame(
        520, Map.of("where", new Frame.Texts(where), "price", new Frame.Numbers(price)));
  }

  private static double[] right() {
    RandomGenerator random = random(1);
    double[] right = new double[520];
    Arrays.setAll(
        right, row -> row >= 500 || random.nextDouble() > (row < 400 ? 0.9 : 0.45) ? 0 : 1);
    return right;
  }

  private static SliceSet cut(boolean isGoodWhenHigh, String... columns) {
    return new Slicer("accuracy", right(), isGoodWhenHigh, 7).cut(frame(), List.of(columns));
  }

  @Test
  void tellsWhatIsWorseFromWhatIsSmall() {
    List<Slice> slices = cut(true, "where").slices();

    assertThat(slices).extracting(Slice::rows).containsExactly(400, 100, 20);
    assertThat(slices)
        .extracting(Slice::finding)
        .containsExactly(Finding.BETTER, Finding.WORSE, Finding.TOO_SMALL);
    assertThat(slices.getLast().interval()).isEmpty();
    assertThat(cut(false, "where").slices())
        .extracting(Slice::finding)
        .containsExactly(Finding.WORSE, Finding.BETTER, Finding.TOO_SMALL);
  }

  @Test
  void anIntervalIsAsWideAsTheoryHasIt() {
    Slice slice = cut(true, "where").slices().getFirst();

    double error = Math.sqrt(slice.metric() * (1 - slice.metric()) / slice.rows());
    assertThat(slice.interval().orElseThrow().low())
        .isCloseTo(slice.metric() - 1.96 * error, within(0.3 * error));
    assertThat(slice.interval().orElseThrow().high())
        .isCloseTo(slice.metric() + 1.96 * error, within(0.3 * error));
  }

  @Test
  void equalArgumentsGiveEqualSlices() {
    assertThat(cut(true, "where", "price")).isEqualTo(cut(true, "where", "price"));
  }

  @Test
  void manyNumbersBecomeQuartersAndTheMissingStandAlone() {
    SliceSet slices = cut(true, "price");

    assertThat(slices.slices().stream().map(slice -> slice.values().getFirst()))
        .hasSize(5)
        .contains("(missing)")
        .anyMatch(value -> value.startsWith("below "))
        .anyMatch(value -> value.startsWith("from "));
    assertThat(slices.slices().stream().mapToInt(Slice::rows).sum()).isEqualTo(520);
  }

  @Test
  void countsTheSlicesThatItLeavesOut() {
    String[] many = IntStream.range(0, 520).mapToObj(row -> "v" + row % 100).toArray(String[]::new);
    Frame frame = new Frame(520, Map.of("many", new Frame.Texts(many)));

    SliceSet slices = new Slicer("accuracy", right(), true, 7).cut(frame, List.of("many"));

    assertThat(slices.slices()).hasSize(20);
    assertThat(slices.leftOut()).isEqualTo(80);
  }

  @Test
  void valuesOfTwoColumnsNeverPassForEachOther() {
    Frame frame =
        new Frame(
            2,
            Map.of(
                "a", new Frame.Texts(new String[] {"x1:y", "x"}),
                "b", new Frame.Texts(new String[] {"", "1:y"})));

    assertThat(
            new Slicer("accuracy", new double[] {1, 0}, true, 7)
                .cut(frame, List.of("a", "b"))
                .slices())
        .hasSize(2);
  }
}
