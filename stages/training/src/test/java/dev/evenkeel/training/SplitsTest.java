package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitsTest {
  private static void assertSplits(int rows, int[] holdout) {
    int[] others = Splits.others(rows, holdout);
    assertThat(IntStream.concat(Arrays.stream(holdout), Arrays.stream(others)).sorted().toArray())
        .isEqualTo(IntStream.range(0, rows).toArray());
    assertThat(holdout).isSorted();
  }

  @Test
  void eachRowIsOnOneSide() {
    Seeds.each(
        50,
        random -> {
          int rows = 1 + random.nextInt(300);
          double share = random.nextDouble(0.01, 0.9);
          int[] holdout = Splits.random(rows, share, random.nextLong());

          assertSplits(rows, holdout);
          assertThat(Math.abs(holdout.length - rows * share)).isLessThanOrEqualTo(0.5);
        });
  }

  @Test
  void strataKeepTheirShares() {
    Seeds.each(
        50,
        random -> {
          int[] kinds = random.ints(400, 0, 4).map(kind -> kind * kind).toArray();
          double share = random.nextDouble(0.01, 0.9);
          int[] holdout = Splits.stratified(kinds, share, random.nextLong());

          assertSplits(400, holdout);
          for (int kind : new int[] {0, 1, 4, 9}) {
            long all = Arrays.stream(kinds).filter(each -> each == kind).count();
            long held = Arrays.stream(holdout).filter(row -> kinds[row] == kind).count();
            assertThat(Math.abs(held - all * share)).isLessThanOrEqualTo(0.5);
          }
        });
  }

  @Test
  void noGroupIsOnBothSides() {
    Seeds.each(
        50,
        random -> {
          List<String> groups =
              IntStream.range(0, 500).mapToObj(_ -> "g" + random.nextInt(40)).toList();
          double share = random.nextDouble(0.05, 0.9);
          int[] holdout = Splits.groups(groups, share, random.nextLong());

          assertSplits(500, holdout);
          Set<String> judging =
              Arrays.stream(holdout).mapToObj(groups::get).collect(Collectors.toSet());
          assertThat(Arrays.stream(Splits.others(500, holdout)).mapToObj(groups::get))
              .isNotEmpty()
              .doesNotContainAnyElementsOf(judging);
          long largest =
              groups.stream()
                  .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                  .values()
                  .stream()
                  .mapToLong(Long::longValue)
                  .max()
                  .orElseThrow();
          assertThat(Math.abs(holdout.length - 500 * share)).isLessThanOrEqualTo(2.0 * largest);
        });
  }

  @Test
  void bothSidesHaveAGroupHoweverFewThereAre() {
    assertThat(Splits.groups(List.of("a", "b", "a"), 0.9, 1)).hasSizeBetween(1, 2);
    assertThat(Problems.of(() -> Splits.groups(List.of("a", "a"), 0.5, 1)).kind())
        .isEqualTo(Kind.INPUT);
  }

  @Test
  void equalSeedsSplitEquallyAndOthersOtherwise() {
    assertThat(Splits.random(100, 0.3, 5)).isEqualTo(Splits.random(100, 0.3, 5));
    assertThat(Splits.random(100, 0.3, 5)).isNotEqualTo(Splits.random(100, 0.3, 6));
  }

  @Test
  void aCutKeepsAMomentTogether() {
    assertThat(Splits.cut(new long[] {5, 1, 2, 4, 3}, 0.4)).isEqualTo(4);
    assertThat(Splits.cut(new long[] {1, 2, 2, 2, 3}, 0.4)).isEqualTo(2);
    assertThat(Splits.cut(new long[] {7}, 0.01)).isEqualTo(7);
  }

  @Test
  void settingsThatSayNothingClearAreRefused() {
    for (Map<String, String> with :
        List.of(
            Map.of("by", "chance"),
            Map.of("by", "random", "holdout", "1"),
            Map.of("by", "random", "holdout", "NaN"),
            Map.of("by", "random", "stratified", "yes"),
            Map.of("by", "random", "column", "a"),
            Map.of("by", "group"),
            Map.of("by", "time", "from", "soon"),
            Map.of("from", "2026-01-01", "holdout", "0.2"),
            Map.of("holdot", "0.2"))) {
      assertThat(Problems.of(() -> SplitSettings.of(with)).kind())
          .as(with.toString())
          .isEqualTo(Kind.CONFIGURATION);
    }
  }
}
