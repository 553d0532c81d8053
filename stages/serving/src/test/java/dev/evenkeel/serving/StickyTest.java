package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Seeds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A key stays where it is, as far as weights allow.
class StickyTest {
  private static int picked(String key, int... upTo) {
    int bucket = Sticky.bucket("home-sales", key);
    int version = 0;
    while (bucket >= upTo[version]) {
      version++;
    }
    return version;
  }

  @Test
  void isTheSameForEver() {
    assertThat(Sticky.bucket("home-sales", "user-1"))
        .isEqualTo(Sticky.bucket("home-sales", "user-1"));
    // Written down: another release must not send everybody elsewhere.
    assertThat(
            List.of(
                Sticky.bucket("home-sales", "user-1"),
                Sticky.bucket("home-sales", "ü"),
                Sticky.bucket("churn", "user-1")))
        .isEqualTo(List.of(3_599, 4_786, 3_842));
  }

  @Test
  void spreadsShortKeysEvenly() {
    int[] tenths = new int[10];
    for (int key = 0; key < 100_000; key++) {
      tenths[Sticky.bucket("m", String.valueOf(key)) / 1_000]++;
    }

    for (int tenth : tenths) {
      assertThat(tenth).isBetween(9_600, 10_400);
    }
  }

  @Test
  void withoutAKeyItIsAtRandom() {
    assertThat(IntStream.range(0, 100).map(_ -> Sticky.bucket("m", "")).distinct().count())
        .isGreaterThan(50);
  }

  @Test
  void raisingTheWeightOfAVersionMovesKeysToItAndNowhereElse() {
    Seeds.each(
        500,
        random -> {
          int low = random.nextInt(1, 9_999);
          int high = random.nextInt(low, 10_000);
          for (int key = 0; key < 200; key++) {
            String name = "k" + random.nextLong();
            int before = picked(name, 10_000 - low, 10_000);
            int after = picked(name, 10_000 - high, 10_000);
            assertThat(after).isGreaterThanOrEqualTo(before);
          }
        });
  }
}
