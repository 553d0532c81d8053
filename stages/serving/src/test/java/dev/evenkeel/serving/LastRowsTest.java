package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastRowsTest {
  private static final String M = TestModels.NAME;

  @TempDir Path folder;
  private final LastRows rows = new LastRows();

  private static Frame frame(double[] areas, @Nullable String... walls) {
    return new Frame(
        walls.length, Map.of("area", new Frame.Numbers(areas), "wall", new Frame.Texts(walls)));
  }

  @BeforeEach
  void someRowsWereAnswered() {
    rows.add(M, frame(new double[] {7, Double.NaN, 8}, "ann", "bob", "ann"));
    rows.add(M, frame(new double[] {7}, (String) null));
    rows.add("other", frame(new double[] {7}, "ann"));
  }

  private List<String> walls(String model) {
    return rows.all(model).stream()
        .flatMap(each -> Arrays.stream(each.texts("wall")))
        .map(String::valueOf)
        .toList();
  }

  @Test
  void forgetsSomebodyByAText() {
    rows.forget(M, "wall", "ann");

    assertThat(walls(M)).containsExactly("bob", "null");
    assertThat(walls("other")).containsExactly("ann");
  }

  @Test
  void forgetsSomebodyByANumberHoweverItIsWritten() {
    rows.forget(M, "area", "7.0");

    assertThat(walls(M)).containsExactly("bob", "ann");
  }

  @Test
  void forgetsSomebodyByATime() {
    long noon = Formats.parse("2026-01-01T12:00:00Z", LogicalType.TIMESTAMP, "").orElseThrow();
    rows.add(
        "timed",
        new Frame(
            2,
            Map.of(
                "at",
                new Frame.Times(new long[] {noon, noon + 1}),
                "wall",
                new Frame.Texts(new String[] {"a", "b"}))));

    rows.forget("timed", "at", "2026-01-01T12:00:00Z");

    assertThat(walls("timed")).containsExactly("b");
  }

  @Test
  void keepsAllWhenNobodyIsMeant() {
    rows.forget(M, "wall", "eve");
    rows.forget(M, "area", "NaN");
    rows.forget(M, "shoe", "7");
    rows.forget("nobody", "wall", "ann");

    assertThat(walls(M)).containsExactly("ann", "bob", "ann", "null");
  }

  /// Through the door by which somebody is forgotten.
  @Test
  void aServerKeepsNoRowOfSomebodyWhoWasForgotten() {
    try (Database database = TestDatabases.sqlite(folder);
        Serving serving = new Serving(database, folder)) {
      serving.promote(TestModels.always("mid", TestModels.BANDS));
      serving.call(
          "POST",
          "/v1/models/home-sales:predict",
          "{\"instances\": [{\"area\": 1, \"wall\": \"brick\"}, {\"area\": 2, \"wall\": \"wood\"}]}",
          Map.of());

      serving.deployments.forget(M, "wall", "brick");

      assertThat(serving.deployments.lastRows(M))
          .singleElement()
          .satisfies(each -> assertThat(each.texts("wall")).containsExactly("wood"));
    }
  }
}
