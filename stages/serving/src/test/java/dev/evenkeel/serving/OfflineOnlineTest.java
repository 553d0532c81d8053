package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What training evaluates and what serving answers are the same numbers, to the last bit.
class OfflineOnlineTest {
  private static final int ROWS = 4_000;
  private static final int ROWS_A_REQUEST = 500;

  @TempDir Path folder;

  @Test
  void theSameRowsHaveTheSameBits() {
    long seed = Long.getLong("evenkeel.seed", 20_261_125);
    RandomGenerator random = TestModels.random(seed);
    double[] areas = random.doubles(ROWS, 0, 6_000).toArray();
    double[] rooms = new double[ROWS];
    @Nullable String[] walls = new @Nullable String[ROWS];
    @Nullable String[] garages = new @Nullable String[ROWS];
    for (int row = 0; row < ROWS; row++) {
      rooms[row] = random.nextInt(4) == 0 ? Double.NaN : random.nextInt(0, 14);
      walls[row] = List.of("brick", "wood", "straw", "").get(random.nextInt(4));
      garages[row] = random.nextBoolean() ? null : "attached";
    }
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    columns.put("area", new Frame.Numbers(areas));
    columns.put("rooms", new Frame.Numbers(rooms));
    columns.put("wall", new Frame.Texts(walls));
    columns.put("garage", new Frame.Texts(garages));
    Frame frame = new Frame(ROWS, columns);

    try (Serving serving = new Serving(TestDatabases.sqlite(folder), folder)) {
      ModelVersion version = serving.promote(TestModels.grown(seed));
      List<Prediction> offline =
          Scorer.of(version.description(), serving.models.artifact(version)).score(frame);

      for (int from = 0; from < ROWS; from += ROWS_A_REQUEST) {
        Answer answer =
            serving.predict(
                IntStream.range(from, from + ROWS_A_REQUEST)
                    .mapToObj(row -> json(areas[row], rooms[row], walls[row], garages[row]))
                    .toArray(String[]::new));
        for (int index = 0; index < ROWS_A_REQUEST; index++) {
          equal(offline.get(from + index), answer.prediction(index), seed, from + index);
        }
      }
      for (int row = 0; row < 200; row++) {
        Answer alone = serving.predict(json(areas[row], rooms[row], walls[row], garages[row]));
        equal(offline.get(row), alone.prediction(0), seed, row);
      }
      assertThat(offline.stream().map(Prediction::label).distinct().toList())
          .containsExactlyInAnyOrderElementsOf(TestModels.LABELS);
      assertThat(serving.log.dropped()).isZero();
    }
  }

  private static String json(
      double area, double rooms, @Nullable String wall, @Nullable String garage) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("area", area);
    row.put("rooms", Double.isNaN(rooms) ? null : (Object) (long) rooms);
    row.put("wall", wall);
    if (garage != null) {
      row.put("garage", garage);
    }
    return Json.text(row);
  }

  private static void equal(Prediction offline, JsonNode online, long seed, int row) {
    String where = "-Devenkeel.seed=%d, row %d".formatted(seed, row);
    assertThat(online.path("label").stringValue()).as(where).isEqualTo(offline.label());
    for (int label = 0; label < TestModels.LABELS.size(); label++) {
      double answered =
          online.path("probabilities").path(TestModels.LABELS.get(label)).doubleValue();
      assertThat(Double.doubleToRawLongBits(answered))
          .as(where)
          .isEqualTo(Double.doubleToRawLongBits(offline.probabilities()[label]));
    }
  }
}
