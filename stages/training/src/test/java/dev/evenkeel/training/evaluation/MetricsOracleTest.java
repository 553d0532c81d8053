package dev.evenkeel.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Our figures against scikit-learn's; `src/test/python/metrics.py` wrote them.
class MetricsOracleTest {
  private static final Offset<Double> CLOSE = within(1e-9);

  private static JsonNode oracle() throws IOException {
    try (InputStream in = MetricsOracleTest.class.getResourceAsStream("metrics.json")) {
      return Json.parse(Objects.requireNonNull(in).readAllBytes(), "metrics.json");
    }
  }

  private static double[] numbers(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static Evaluation classes(JsonNode each) {
    int[] truths = each.path("truths").valueStream().mapToInt(JsonNode::asInt).toArray();
    List<double[]> probabilities = new ArrayList<>();
    each.path("probabilities").forEach(row -> probabilities.add(numbers(row)));
    List<String> labels =
        IntStream.range(0, probabilities.getFirst().length).mapToObj(String::valueOf).toList();
    return Evaluations.ofClasses(labels, truths, probabilities);
  }

  private static void assertMetrics(Map<String, Double> metrics, JsonNode expected) {
    assertThat(expected.properties()).isNotEmpty();
    expected
        .properties()
        .forEach(metric ->
            assertThat(metrics.get(metric.getKey()))
                .as(metric.getKey())
                .isCloseTo(metric.getValue().asDouble(), CLOSE));
  }

  @Test
  void figuresOfClassesAreTheLibrarys() throws Exception {
    JsonNode cases = oracle().path("classes");
    assertThat(cases.size()).isEqualTo(4);
    for (JsonNode each : cases) {
      Evaluation evaluation = classes(each);

      assertMetrics(evaluation.metrics(), each.path("metrics"));
      assertThat(Json.parse(Json.write(evaluation.confusion().orElseThrow().counts()), "counts"))
          .isEqualTo(each.path("confusion"));
      for (int label = 0; label < evaluation.classes().size(); label++) {
        ClassScores scores = evaluation.classes().get(label);
        assertThat(
                new double[] {
                  scores.precision(),
                  scores.recall(),
                  scores.f1(),
                  scores.rocAuc().orElseThrow(),
                  scores.averagePrecision().orElseThrow()
                })
            .containsExactly(numbers(each.path("classes").get(label)), CLOSE);
      }
    }
  }

  @Test
  void binsOfCalibrationAreTheLibrarys() throws Exception {
    for (JsonNode each : oracle().path("classes")) {
      Calibration calibration = classes(each).calibration().orElseThrow();

      assertThat(calibration.bins().stream().mapToDouble(Calibration.Bin::said).toArray())
          .containsExactly(numbers(each.path("said")), CLOSE);
      assertThat(calibration.bins().stream().mapToDouble(Calibration.Bin::happened).toArray())
          .containsExactly(numbers(each.path("happened")), CLOSE);
    }
  }

  @Test
  void figuresOfQuantitiesAreTheLibrarys() throws Exception {
    for (JsonNode each : oracle().path("quantities")) {
      assertMetrics(
          Evaluations.ofQuantity(numbers(each.path("truths")), numbers(each.path("predicted")))
              .metrics(),
          each.path("metrics"));
    }
  }

  @Test
  void figuresOfRankingsAreTheLibrarys() throws Exception {
    for (JsonNode each : oracle().path("rankings")) {
      int k = each.path("k").asInt();
      assertThat(ranking(each, "groups", "relevance", "scores", k).get("ndcg_at_" + k))
          .isCloseTo(each.path("ndcg").asDouble(), CLOSE);
      assertThat(ranking(each, "oneGroups", "oneRelevance", "oneScores", k).get("mrr"))
          .isCloseTo(each.path("mrr").asDouble(), CLOSE);
      assertThat(ranking(each, "mapGroups", "mapRelevance", "mapScores", 99).get("map_at_99"))
          .isCloseTo(each.path("map").asDouble(), CLOSE);
    }
  }

  private static Map<String, Double> ranking(
      JsonNode each, String groups, String relevance, String scores, int k) {
    return Ranking.of(
        texts(each.path(groups)), numbers(each.path(relevance)), numbers(each.path(scores)), k);
  }

  @Test
  void whatRowsDoNotDefineIsLeftOut() {
    Evaluation oneKind =
        Evaluations.ofClasses(
            List.of("a", "b"), new int[] {0, 0}, List.of(new double[] {1, 0}, new double[2]));
    assertThat(oneKind.metrics()).containsKey("accuracy").doesNotContainKey("roc_auc");
    assertThat(oneKind.metrics()).doesNotContainKey("average_precision");
    assertThat(oneKind.metrics().values()).allMatch(Double::isFinite);

    Map<String, Double> odd =
        Evaluations.ofQuantity(new double[] {0, 0}, new double[] {-1, 1}).metrics();
    assertThat(odd).containsEntry("rmse", 1.0).doesNotContainKeys("mape", "rmsle", "r2");

    assertThat(Ranking.of(List.of("a"), new double[] {0}, new double[] {1}, 3)).isEmpty();
  }

  @Test
  void theBrierScoreIsTheSumOfItsParts() throws Exception {
    for (JsonNode each : oracle().path("classes")) {
      Calibration parts = classes(each).calibration().orElseThrow();
      double rate =
          parts.bins().stream().mapToDouble(bin -> bin.rows() * bin.happened()).sum()
              / parts.bins().stream().mapToInt(Calibration.Bin::rows).sum();

      assertThat(parts.uncertainty()).isCloseTo(rate * (1 - rate), CLOSE);
      // What binning leaves over is small when the bins are narrow.
      assertThat(Math.abs(parts.withinBins())).isLessThan(0.01);
      assertThat(parts.ece() * parts.ece()).isLessThanOrEqualTo(parts.reliability() + 1e-12);
    }
    Calibration exact =
        Calibration.of("b", new double[] {0.05, 0.05, 0.95}, new boolean[] {false, true, true});
    assertThat(exact.withinBins()).isCloseTo(0, CLOSE);
    assertThat(exact.reliability()).isCloseTo((2 * 0.45 * 0.45 + 0.05 * 0.05) / 3, CLOSE);
    assertThat(exact.resolution()).isCloseTo((2 / 36.0 + 1 / 9.0) / 3, CLOSE);
  }

  @Test
  void jsonReadsBackAsTheSameEvaluation() throws Exception {
    Evaluation evaluation = classes(oracle().path("classes").get(1));

    assertThat(Json.read(Json.text(evaluation), Evaluation.class)).isEqualTo(evaluation);
    assertThat(Arrays.stream(Curve.Name.values()).map(Curve.Name::text)).contains("roc");
  }
}
