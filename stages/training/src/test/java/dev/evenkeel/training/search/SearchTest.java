package dev.evenkeel.training.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.training.search.Search.Score;
import dev.evenkeel.training.search.Trial.End;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  private static SearchSpace space(String json) {
    return SearchSpace.parse(Json.parse(json.getBytes(StandardCharsets.UTF_8), "search"));
  }

  private static List<Map<String, Double>> depths(double... depths) {
    return Arrays.stream(depths).mapToObj(depth -> Map.of("depth", depth)).toList();
  }

  private static double value(Map<String, Double> settings, String name) {
    return settings.getOrDefault(name, Double.NaN);
  }

  @Test
  void aGridIsEveryCombinationOnce() {
    List<Map<String, Double>> trials =
        space("{\"depth\": [3, 5], \"trees\": [50, 100, 200]}").trials(1, 7);

    assertThat(trials).hasSize(6).doesNotHaveDuplicates();
    assertThat(trials.getFirst()).isEqualTo(Map.of("depth", 3.0, "trees", 50.0));
    assertThat(trials.getLast()).isEqualTo(Map.of("depth", 5.0, "trees", 200.0));
  }

  @Test
  void drawsStayInTheirRangesAndReachAllOfThem() {
    List<Map<String, Double>> trials =
        space(
                """
                {"depth": {"int": [3, 5]}, "rate": {"log": [0.001, 1]}, "share": {"uniform": [0.5, 1]},
                 "trees": [50, 100]}
                """)
            .trials(200, 3);

    assertThat(trials).extracting(each -> each.get("depth")).containsOnly(3.0, 4.0, 5.0);
    assertThat(trials).extracting(each -> each.get("trees")).containsOnly(50.0, 100.0);
    assertThat(trials).allMatch(each -> value(each, "share") >= 0.5 && value(each, "share") <= 1);
    assertThat(trials).allMatch(each -> value(each, "rate") >= 0.001 && value(each, "rate") <= 1);
    // A third of the draws for each order of magnitude.
    assertThat(trials.stream().filter(each -> value(each, "rate") < 0.01).count())
        .isBetween(45L, 90L);
  }

  @Test
  void equalSeedsDrawEquallyHoweverTheKeysAreWritten() {
    SearchSpace one = space("{\"a\": {\"uniform\": [0, 1]}, \"b\": {\"int\": [1, 9]}}");
    SearchSpace other = space("{\"b\": {\"int\": [1, 9]}, \"a\": {\"uniform\": [0, 1]}}");

    assertThat(one.trials(20, 5)).isEqualTo(other.trials(20, 5));
    assertThat(one.trials(20, 5)).isNotEqualTo(one.trials(20, 6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "3",
        "{\"a\": []}",
        "{\"a\": 3}",
        "{\"a\": [1, 1]}",
        "{\"a\": [\"x\"]}",
        "{\"a\": [1e999]}",
        "{\"a\": {\"int\": [3, 3]}}",
        "{\"a\": {\"int\": [3, 4.5]}}",
        "{\"a\": {\"int\": [3]}}",
        "{\"a\": {\"log\": [0, 1]}}",
        "{\"a\": {\"uniform\": [2, 1]}}",
        "{\"a\": {\"normal\": [0, 1]}}",
        "{\"a\": {\"int\": [1, 2], \"log\": [1, 2]}}"
      })
  void whatCannotBeTriedIsRefused(String json) {
    Kind kind = Problems.of(() -> space(json)).kind();

    // JSON itself has no number so large.
    assertThat(kind).isIn(Kind.CONFIGURATION, Kind.INPUT, Kind.MALFORMED);
  }

  @Test
  void aGridThatGrowsTooLargeIsRefused() {
    String list = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    Problem problem =
        Problems.of(() ->
            space("{\"a\": %s, \"b\": %s, \"c\": %s}".formatted(list, list, list)).trials(1, 1));

    assertThat(problem.what()).contains("too many combinations");
  }

  @Test
  void theFirstOfTheLeastLossesWins() {
    Search search =
        Search.run(
            depths(3, 4, 5, 6),
            2,
            (settings, fold) -> new Score(Math.abs(value(settings, "depth") - 4.5) + fold, 7),
            () -> false);

    assertThat(search.best()).isEqualTo(2);
    assertThat(search.winner().settings()).containsEntry("depth", 4.0);
    assertThat(search.winner().losses()).containsExactly(0.5, 1.5);
    assertThat(search.isWhole()).isTrue();
    assertThat(Json.read(Json.text(search), Search.class)).isEqualTo(search);
  }

  @Test
  void whatIsWorseThanTheMedianIsGivenUp() {
    AtomicInteger trained = new AtomicInteger();
    Search search =
        Search.run(
            depths(1, 2, 3, 4, 5, 9, 2.5),
            3,
            (settings, _) -> {
              trained.incrementAndGet();
              return new Score(value(settings, "depth"), 1);
            },
            () -> false);

    assertThat(search.trials())
        .extracting(Trial::end)
        .filteredOn(end -> end == End.STOPPED)
        .hasSize(1);
    assertThat(search.trials().get(5).losses()).hasSize(1);
    assertThat(trained).hasValue(6 * 3 + 1);
    assertThat(search.best()).isEqualTo(1);
  }

  @Test
  void overTimeTheBestSoFarWinsAndTheSearchSaysSo() {
    AtomicInteger asked = new AtomicInteger();
    Search search =
        Search.run(
            depths(3, 2, 1),
            2,
            (settings, _) -> new Score(value(settings, "depth"), 1),
            () -> asked.incrementAndGet() > 2);

    assertThat(search.isWhole()).isFalse();
    assertThat(search.winner().settings()).containsEntry("depth", 2.0);
  }

  @Test
  void foldsNeverLookAhead() {
    Seeds.each(
        50,
        random -> {
          int rows = 400 + random.nextInt(400);
          int folds = 1 + random.nextInt(4);
          long[] events = random.longs(rows, 0, 300).toArray();
          long[] labelled = new long[rows];
          Arrays.setAll(labelled, row -> events[row] + random.nextInt(20));

          List<Folds> cut = Folds.byTime(events, labelled, folds);

          assertThat(cut).hasSize(folds);
          List<Integer> judged = new ArrayList<>();
          for (Folds fold : cut) {
            long begins =
                Arrays.stream(fold.judging()).mapToLong(row -> events[row]).min().orElseThrow();
            for (int row : fold.training()) {
              assertThat(events[row]).isLessThan(begins);
              assertThat(labelled[row]).isLessThanOrEqualTo(begins);
            }
            Arrays.stream(fold.judging()).forEach(judged::add);
          }
          assertThat(judged).doesNotHaveDuplicates();
          long last = Arrays.stream(events).max().orElseThrow();
          assertThat(judged).anyMatch(row -> events[row] == last);
        });
  }

  @Test
  void tooFewRowsForAFoldAreAProblem() {
    long[] events = new long[50];
    Arrays.setAll(events, row -> row);

    assertThat(Problems.of(() -> Folds.byTime(events, events, 4)).what()).contains("only 10 rows");
  }
}
