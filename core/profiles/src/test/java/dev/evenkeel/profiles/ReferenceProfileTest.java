package dev.evenkeel.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.contracts.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReferenceProfileTest {
  private static final double[] THOUSAND = IntStream.range(0, 1000).asDoubleStream().toArray();

  @Test
  void numbersGetTenEqualBinsAndTwoTails() {
    ColumnProfile profile = profile(THOUSAND);

    assertThat(profile.counts()).hasSize(12);
    assertThat(profile.counts().getFirst()).isEqualTo(5);
    assertThat(profile.counts().getLast()).isEqualTo(6);
    assertThat(profile.counts().subList(2, 10)).allMatch(count -> count >= 99 && count <= 101);
    assertThat(profile.counts().stream().mapToLong(count -> count).sum()).isEqualTo(1000);
  }

  @Test
  void aCommonValueGetsABinOfItsOwn() {
    double[] values = THOUSAND.clone();
    Arrays.fill(values, 0, 60, -3);

    ColumnProfile profile = profile(values);

    int bin = index(profile.count(new Frame.Numbers(new double[] {-3})));
    assertThat(profile.counts().get(bin)).isEqualTo(60);
    assertThat(profile.bin(bin)).isEqualTo("-3");
    assertThat(index(profile.count(new Frame.Numbers(new double[] {Math.nextUp(-3.0)}))))
        .isEqualTo(bin + 1);
    assertThat(index(profile.count(new Frame.Numbers(new double[] {Math.nextDown(-3.0)}))))
        .isEqualTo(bin - 1);
  }

  @Test
  void binsHoldTheirLowerEdgeAndTheOuterOnesAreOpen() {
    ColumnProfile.Numeric profile =
        new ColumnProfile.Numeric(List.of(1.0, 2.0), List.of(0L, 0L, 0L), 0);

    assertThat(profile.count(new Frame.Numbers(new double[] {-1e300, 0.99, 1, 1.5, 2, 1e300})))
        .containsExactly(2, 2, 2);
    assertThat(List.of(profile.bin(0), profile.bin(1), profile.bin(2)))
        .containsExactly("below 1", "1 to 2", "2 and more");
  }

  @Test
  void nanAndInfinitiesAreMissingAndInNoBin() {
    double[] values = {
      1, 2, 3, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 4, 5
    };

    ColumnProfile profile = profile(values);

    assertThat(profile.missing()).isEqualTo(3);
    assertThat(profile.counts().stream().mapToLong(count -> count).sum()).isEqualTo(5);
  }

  @Test
  void bothZerosAreOne() {
    ColumnProfile profile = profile(-0.0, 0.0, 0.0, -0.0, 1, 2, 3, 4);

    assertThat(profile.count(new Frame.Numbers(new double[] {-0.0})))
        .isEqualTo(profile.count(new Frame.Numbers(new double[] {0.0})));
    assertThat(profile.counts()).contains(4L);
  }

  @Test
  void aColumnWithoutValuesHasOneEmptyBin() {
    ColumnProfile profile = profile(Double.NaN, Double.NaN);

    assertThat(profile.counts()).containsExactly(0L);
    assertThat(profile.bin(0)).isEqualTo("any number");
  }

  @Test
  void levelsAreSortedByFrequencyAndTheUnseenCountedApart() {
    ReferenceProfile reference =
        ReferenceProfile.of(texts("wood", "brick", "wood", null, "brick", "wood"), List.of("x"));
    ColumnProfile.Categorical profile = (ColumnProfile.Categorical) column(reference);

    assertThat(profile.values()).containsExactly("wood", "brick");
    assertThat(profile.counts()).containsExactly(3L, 2L, 0L);
    assertThat(profile.missing()).isEqualTo(1);
    assertThat(reference.count(texts("straw", "wood", null, "Wood")).counts("x"))
        .containsExactly(1, 0, 2);
    assertThat(profile.bin(2)).isEqualTo("other values");
  }

  @Test
  void onlyTheLargest256LevelsAreKept() {
    @Nullable String[] values =
        IntStream.range(0, 700).mapToObj(row -> "v" + row % 300).toArray(String[]::new);

    ReferenceProfile reference = ReferenceProfile.of(texts(values), List.of("x"));

    List<Long> counts = column(reference).counts();
    assertThat(counts).hasSize(257);
    assertThat(counts.getLast()).isEqualTo((300 - 256) * 2);
  }

  @Test
  void timesHaveNoProfile() {
    Frame frame = new Frame(1, Map.of("x", new Frame.Times(new long[] {1})));

    assertThat(ReferenceProfile.of(frame, List.of("x")).columns()).isEmpty();
  }

  @Test
  void jsonKeepsEveryEdgeToTheLastBit() {
    Seeds.each(
        200,
        random -> {
          double[] values = new double[200];
          Arrays.setAll(values, row -> row < 40 ? 1.0 / 3 : random.nextGaussian() * 1e-5);
          ReferenceProfile written =
              ReferenceProfile.of(
                  new Frame(
                      200,
                      Map.of(
                          "x",
                          new Frame.Numbers(values),
                          "y",
                          texts(new @Nullable String[200]).column("x"))),
                  List.of("x", "y"));

          assertThat(Json.read(Json.text(written), ReferenceProfile.class)).isEqualTo(written);
        });
  }

  private static ColumnProfile profile(double... values) {
    Frame frame = new Frame(values.length, Map.of("x", new Frame.Numbers(values)));
    return column(ReferenceProfile.of(frame, List.of("x")));
  }

  private static ColumnProfile column(ReferenceProfile reference) {
    return Objects.requireNonNull(reference.columns().get("x"));
  }

  private static Frame texts(@Nullable String... values) {
    return new Frame(values.length, Map.of("x", new Frame.Texts(values)));
  }

  private static int index(long[] counts) {
    return IntStream.range(0, counts.length).filter(bin -> counts[bin] > 0).findFirst().orElse(-1);
  }
}
