package dev.evenkeel.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Seeds;
import dev.evenkeel.contracts.Frame;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BinCountsPropertyTest {
  private static final List<String> COLUMNS = List.of("number", "text");

  @Test
  void countsOfThePartsAddUpToTheCountOfTheWholeInAnyOrder() {
    Seeds.each(
        1_000,
        random -> {
          ReferenceProfile reference = ReferenceProfile.of(frame(random, 300), COLUMNS);
          Frame whole = frame(random, random.nextInt(0, 200));
          int cut = random.nextInt(whole.rows() + 1);
          WindowCounts one = reference.count(part(whole, 0, cut));
          WindowCounts two = reference.count(part(whole, cut, whole.rows()));

          WindowCounts counted = reference.count(whole);

          assertSame(one.plus(two), counted);
          assertSame(two.plus(one), counted);
        });
  }

  @Test
  void everyRowIsInOneBinOrMissing() {
    Seeds.each(
        1_000,
        random -> {
          Frame frame = frame(random, random.nextInt(1, 400));

          ReferenceProfile reference = ReferenceProfile.of(frame, COLUMNS);

          reference
              .columns()
              .values()
              .forEach(column ->
                  assertThat(
                          column.counts().stream().mapToLong(count -> count).sum()
                              + column.missing())
                      .isEqualTo(frame.rows()));
          reference
              .columns()
              .forEach((name, column) ->
                  assertThat(reference.count(frame).counts(name))
                      .containsExactly(
                          column.counts().stream().mapToLong(count -> count).toArray()));
        });
  }

  @Test
  void aColumnThatOnlyOnePartHasKeepsItsCounts() {
    ReferenceProfile reference = ReferenceProfile.of(frame(Seeds.generator(1), 300), COLUMNS);
    Frame whole = frame(Seeds.generator(2), 100);
    WindowCounts numbers =
        reference.count(new Frame(100, Map.of("number", whole.column("number"))));
    WindowCounts texts = reference.count(new Frame(100, Map.of("text", whole.column("text"))));

    WindowCounts both = numbers.plus(texts);

    assertThat(both.columns()).containsExactlyInAnyOrder("number", "text");
    assertThat(both.counts("text")).containsExactly(reference.count(whole).counts("text"));
  }

  @Test
  void countsOfTwoProfilesAreNotAdded() {
    WindowCounts one = new WindowCounts(1, Map.of("x", new long[] {1}));
    WindowCounts two = new WindowCounts(1, Map.of("x", new long[] {1, 0}));

    assertThatThrownBy(() -> one.plus(two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 and 2 bins");
  }

  private static void assertSame(WindowCounts actual, WindowCounts expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.columns()).isEqualTo(expected.columns());
    expected
        .columns()
        .forEach(
            column -> assertThat(actual.counts(column)).containsExactly(expected.counts(column)));
  }

  private static Frame part(Frame whole, int from, int to) {
    return whole.select(IntStream.range(from, to).toArray());
  }

  private static Frame frame(RandomGenerator random, int rows) {
    double[] numbers = new double[rows];
    Arrays.setAll(
        numbers,
        row ->
            switch (random.nextInt(12)) {
              case 0 -> Double.NaN;
              case 1 -> Double.NEGATIVE_INFINITY;
              case 2 -> -0.0;
              case 3 -> 0.0;
              case 4 -> random.nextInt(5);
              case 5 -> Double.MAX_VALUE;
              case 6 -> Double.MIN_VALUE;
              default -> random.nextGaussian();
            });
    @Nullable String[] texts = new @Nullable String[rows];
    Arrays.setAll(texts, row -> random.nextInt(9) == 0 ? null : "v" + random.nextInt(9));
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    columns.put("number", new Frame.Numbers(numbers));
    columns.put("text", new Frame.Texts(texts));
    return new Frame(rows, columns);
  }
}
