package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Micros;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.History;
import dev.evenkeel.data.TestDatasets;
import dev.evenkeel.serving.Observations.Observed;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledDatasetTest {
  private static final LoopProject PROJECT = LoopProject.read(Path.of("../../examples/home-sales"));
  private static final Instant YEAR_1993 = Instant.parse("1993-01-01T00:00:00Z");
  private static final Instant YEAR_1994 = Instant.parse("1994-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9000-01-01T00:00:00Z");

  @TempDir Path folder;
  private Database database;
  private Datasets datasets;
  private LabelledDataset labelled;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    datasets = TestDatasets.open(database, folder);
    labelled = new LabelledDataset(PROJECT, datasets);
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  @Test
  void aRowOfTheHistoryIsLabelledOnlyWhenItsTruthIsKnown() {
    try (History history = datasets.history(PROJECT.source(), "sdate", "yyMMdd")) {
      Frame year = history.rows(PROJECT.contract(), YEAR_1993, YEAR_1994);

      Frame known = labelled.fromHistory(year, YEAR_1993, YEAR_1994);
      Frame later = labelled.fromHistory(year, YEAR_1994, END);

      long delay = Duration.ofDays(30).toMillis() * 1_000;
      long[] events = known.times(LabelledDataset.EVENT_TIME);
      long[] labels = known.times(LabelledDataset.LABEL_TIME);
      for (int row = 0; row < known.rows(); row++) {
        assertThat(labels[row]).isEqualTo(events[row] + delay).isLessThan(Micros.of(YEAR_1994));
      }
      assertThat(known.rows()).isGreaterThan(2_500);
      assertThat(known.rows() + later.rows()).isEqualTo(year.rows());
    }
  }

  @Test
  void whatWasServedIsReadBackWithItsTruthAndItsTimes() {
    Observed sold = observed("1", Map.of("TLA", 1200.0, "wall", "brick"), 82_000, "mid");

    labelled.append(labelled.fromServing(List.of(sold)), YEAR_1994, "truths");

    Frame read =
        datasets.read(
            datasets.newest("listings-labelled").orElseThrow(),
            List.of("TLA", "wall", "rooms", "price", "label_time", "prediction_id"),
            LabelledDataset.EVENT_TIME,
            YEAR_1993,
            YEAR_1994);
    assertThat(read.rows()).isEqualTo(1);
    assertThat(read.numbers("TLA")).containsExactly(1200);
    assertThat(read.texts("wall")).containsExactly("brick");
    assertThat(read.column("rooms").isMissing(0)).isTrue();
    assertThat(read.numbers("price")).containsExactly(82_000);
    assertThat(read.times("label_time"))
        .containsExactly(Micros.of(sold.labelledAt().orElseThrow()));
    assertThat(read.texts("prediction_id")).containsExactly("1");
  }

  @Test
  void withoutRowsThereIsNoNewVersion() {
    labelled.append(labelled.fromServing(List.of()), YEAR_1994, "nothing");

    assertThat(datasets.newest("listings-labelled")).isEmpty();
  }

  @Test
  void asksWithTheFieldsThatTheFeaturesUseAndNothingElse() {
    assertThat(labelled.inputs())
        .extracting(property -> property.name())
        .contains("TLA", "wall", "garagesqft")
        .doesNotContain("price", "sdate");
  }

  private static Observed observed(
      String id, Map<String, Object> inputs, double truth, String label) {
    Instant at = Instant.parse("1993-06-01T00:00:00Z");
    return new Observed(
        id,
        "key",
        1,
        at,
        new java.util.HashMap<>(inputs),
        "entry",
        Double.NaN,
        label,
        truth,
        Optional.of(at.plus(Duration.ofDays(30))));
  }
}
