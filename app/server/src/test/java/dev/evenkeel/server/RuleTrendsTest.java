package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.console.RuleTrendsView;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Operation;
import dev.evenkeel.data.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleTrendsTest {
  private final List<DatasetVersion> versions = new ArrayList<>();
  private final Map<Integer, String> checks = new HashMap<>();

  private void batch(int rejected, String... rules) {
    int number = versions.size() + 1;
    versions.addFirst(
        new DatasetVersion(
            "sales",
            number,
            number == 1 ? DatasetVersion.State.EXPIRED : DatasetVersion.State.PUBLISHED,
            0,
            Instant.EPOCH,
            "",
            "sales@1.0.0",
            1_000 - rejected,
            rejected,
            "",
            0,
            Optional.empty(),
            Operation.APPEND,
            number - 1,
            0,
            new DatasetVersion.Total(0, 0, 0),
            Origin.UNKNOWN,
            "",
            ""));
    checks.put(number, "[" + String.join(",", rules) + "]");
  }

  private static String rule(String column, String severity, int violations) {
    return "{\"column\": \"%s\", \"rule\": \"range\", \"expected\": \"\", \"severity\": \"%s\", \"violations\": %d}"
        .formatted(column, severity, violations);
  }

  private RuleTrendsView view() {
    return RuleTrends.of(versions, checks);
  }

  @Test
  void drawsOneStripForEachRuleTheBrokenOnesFirst() {
    batch(0, rule("area", "ERROR", 0), rule("price", "ERROR", 0), rule("wall", "WARNING", 7));
    batch(10, rule("area", "ERROR", 0), rule("price", "ERROR", 10), rule("wall", "WARNING", 0));

    assertThat(view().strips())
        .extracting(strip -> strip.column() + " " + strip.tone() + " " + strip.now())
        .containsExactly("price fail 10 rows", "wall pass 0 rows", "area pass 0 rows");
    assertThat(view().strips().get(1).cells())
        .extracting(RuleTrendsView.Cell::tone)
        .containsExactly("inconclusive", "pass");
    RuleTrendsView.Cell price = view().strips().getFirst().cells().getLast();
    assertThat(price.label()).isEqualTo("sales@2: 10 of 1,000 rows break it (1.0 %)");
    assertThat(price.address()).isEqualTo("/datasets/sales/versions/2");
    assertThat(view().strips().getFirst().cells().getFirst().address()).isEmpty();
    assertThat(view().strips().getFirst().about())
        .isEqualTo("price, range: broken in 1 of 2 batches");
  }

  @Test
  void showsABatchThatBrokeARuleAsAWholeAndNoStripForARuleThatNothingJudges() {
    String counted = rule("rows", "ERROR", 0);
    batch(0, counted.replace("}", ", \"outcome\": \"PASSED\"}"));
    batch(
        0,
        counted.replace("}", ", \"outcome\": \"FAILED\"}"),
        rule("note", "ERROR", 0).replace("}", ", \"outcome\": \"NOT_EXECUTABLE\"}"));

    assertThat(view().strips())
        .extracting(strip -> strip.column() + " " + strip.tone() + " " + strip.now())
        .containsExactly("rows fail broken");
    assertThat(view().strips().getFirst().cells().getLast().label())
        .isEqualTo("sales@2: broken by the batch");
  }

  @Test
  void marksABatchThatIsFarFromThoseBefore() {
    for (int batch = 0; batch < 12; batch++) {
      batch(0, rule("area", "ERROR", 2));
    }
    batch(0, rule("area", "ERROR", 90));
    batch(0, rule("area", "ERROR", 2));

    assertThat(view().strips().getFirst().cells())
        .extracting(RuleTrendsView.Cell::isOdd)
        .containsExactly(
            false, false, false, false, false, false, false, false, false, false, false, false,
            true, false);
    assertThat(view().strips().getFirst().cells().get(12).label()).endsWith(", odd: usually 0.2 %");
  }

  @Test
  void leavesAGapWhereARuleWasNotThereAndNoStripForVersionsWithoutABatch() {
    batch(0, rule("area", "ERROR", 0));
    batch(0);
    batch(0, rule("price", "ERROR", 0));

    assertThat(view().from() + " to " + view().to()).isEqualTo("1 to 3");
    assertThat(view().strips())
        .extracting(strip -> strip.column() + strip.cells().getFirst().x() + " " + strip.now())
        .containsExactly("area0.0 not in the newest", "price30.0 0 rows");
  }

  @Test
  void drawsNothingWithoutBatches() {
    batch(0);

    assertThat(view().strips()).isEmpty();
  }
}
