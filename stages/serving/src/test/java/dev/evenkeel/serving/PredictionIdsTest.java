package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PredictionIdsTest {
  private final PredictionIds ids = new PredictionIds();

  private static List<String> texts(long[] halves) {
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < halves.length; index += 2) {
      texts.add(PredictionIds.text(halves[index], halves[index + 1]));
    }
    return texts;
  }

  @Test
  void theyAreUuidsOfVersionSevenWithTheirTimeInFront() {
    long before = System.currentTimeMillis();

    UUID id = UUID.fromString(texts(ids.next(1)).getFirst());

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(PredictionIds.millis(id.getMostSignificantBits()))
        .isBetween(before, System.currentTimeMillis() + 1);
  }

  @Test
  void theyRiseAlsoWithinOneMillisecondAndWhenManyComeAtOnce() {
    List<String> many = new ArrayList<>(texts(ids.next(100_000)));
    many.addAll(texts(ids.next(1)));

    assertThat(many).isSorted().doesNotHaveDuplicates();
    assertThat(many).allMatch(id -> UUID.fromString(id).version() == 7);
  }

  @Test
  void noTwoThreadsGetTheSame() throws Exception {
    List<Future<List<String>>> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int thread = 0; thread < 8; thread++) {
        made.add(threads.submit(() -> texts(ids.next(5_000))));
      }
    }

    List<String> all = new ArrayList<>();
    made.forEach(each -> all.addAll(each.resultNow()));
    assertThat(all).hasSize(40_000).doesNotHaveDuplicates();
  }

  @Test
  void theirLowerHalvesTellNothingOfEachOther() {
    long[] halves = ids.next(10_000);

    int ones = 0;
    for (int index = 2; index < halves.length; index += 2) {
      ones += Long.bitCount(halves[index + 1] ^ halves[index - 1]);
    }

    // 62 random bits, of which 31 differ on average.
    assertThat(ones / 9_999.0).isBetween(30.5, 31.5);
  }
}
