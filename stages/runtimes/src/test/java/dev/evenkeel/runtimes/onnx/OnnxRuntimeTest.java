package dev.evenkeel.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Predictor;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OnnxRuntimeTest {
  private final OnnxRuntime runtime = new OnnxRuntime();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pipeline",
        "pipeline-zipmap",
        "pipeline-columns",
        "matrix",
        "matrix-zipmap",
        "neighbours",
        "xgboost-two",
        "xgboost-three",
        "svc",
        "softmax-one",
        "zipmap-hidden"
      })
  void answersAsPythonDidInItsWords(String name) {
    JsonNode stored = Fixtures.stored(name);
    double[][] expected = Fixtures.outputs(stored);
    try (LoadedModel model = runtime.load(Fixtures.file(name))) {
      assertThat(model.described().target().labels()).isEqualTo(Fixtures.labels(stored));

      List<Prediction> answers = Scorer.of(model.described(), model).score(Fixtures.rows(stored));

      for (int row = 0; row < expected.length; row++) {
        assertThat(answers.get(row).probabilities())
            .as("row %d", row)
            .containsExactly(expected[row], within(2e-6));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipeline-regressor", "line"})
  void answersAQuantityAsPythonDid(String name) {
    JsonNode stored = Fixtures.stored(name);
    double[][] expected = Fixtures.outputs(stored);
    try (LoadedModel model = runtime.load(Fixtures.file(name))) {
      assertThat(model.described().target()).isInstanceOf(Target.Quantity.class);

      List<Prediction> answers = Scorer.of(model.described(), model).score(Fixtures.rows(stored));

      for (int row = 0; row < expected.length; row++) {
        assertThat(answers.get(row).value())
            .as("row %d", row)
            .isCloseTo(expected[row][0], within(1e-3));
      }
    }
  }

  @Test
  void typesInputsAsTheGraphDoes() {
    try (LoadedModel model = runtime.load(Fixtures.file("pipeline"))) {
      assertThat(model.engine()).isInstanceOf(ColumnPredictor.class);
      assertThat(model.described().signature().inputs())
          .containsExactly(
              Property.of("area", LogicalType.NUMBER, false),
              Property.of("rooms", LogicalType.INTEGER, true),
              Property.of("wall", LogicalType.STRING, true),
              Property.of("garden", LogicalType.BOOLEAN, true));
    }
    try (LoadedModel model = runtime.load(Fixtures.file("matrix"))) {
      assertThat(model.engine()).isInstanceOf(Predictor.class);
      assertThat(model.described().signature().inputs())
          .extracting(Property::name)
          .containsExactly("f0", "f1", "f2", "f3");
    }
  }

  @Test
  void readsDoublesWithoutRoundingThem() {
    try (LoadedModel model = runtime.load(Fixtures.file("doubles"))) {
      Frame row = numbers(Map.of("f0", 0.1, "f1", 0.2, "f2", 1e-12));

      double answer = Scorer.of(model.described(), model).score(row).getFirst().value();

      assertThat(answer).isEqualTo(0.1 + 0.2 + 1e-12);
    }
  }

  @Test
  void knowsTextsOfEveryPlane() {
    try (LoadedModel model = runtime.load(Fixtures.file("words"))) {
      Frame rows =
          new Frame(
              5, Map.of("word", new Frame.Texts(new String[] {"ä", "🏠", "a\tb", "", "other"})));

      assertThat(Scorer.of(model.described(), model).score(rows))
          .extracting(Prediction::value)
          .containsExactly(1.0, 2.0, 3.0, 4.0, -1.0);
    }
  }

  @Test
  void refusesAMissingValueThatTheGraphCannotSay() {
    try (LoadedModel model = runtime.load(Fixtures.file("pipeline"))) {
      ColumnPredictor engine = (ColumnPredictor) model.engine();
      Map<String, Frame.Column> columns = new LinkedHashMap<>();
      columns.put("area", new Frame.Numbers(new double[] {Double.NaN}));
      columns.put("rooms", new Frame.Numbers(new double[] {3}));
      columns.put("wall", new Frame.Texts(new String[] {"wood"}));
      columns.put("garden", new Frame.Numbers(new double[] {1}));

      assertThat(engine.predict(new Frame(1, columns))).hasSize(3);

      columns.put("rooms", new Frame.Numbers(new double[] {Double.NaN}));
      assertRefused(engine, columns, "column `rooms` is missing");
      columns.put("rooms", new Frame.Numbers(new double[] {2.5}));
      assertRefused(engine, columns, "column `rooms` is 2.5");
      columns.put("rooms", new Frame.Numbers(new double[] {2}));
      columns.put("wall", new Frame.Texts(new @org.jspecify.annotations.Nullable String[1]));
      assertRefused(engine, columns, "column `wall` is missing");
    }
  }

  private static void assertRefused(
      ColumnPredictor engine, Map<String, Frame.Column> columns, String what) {
    assertThatThrownBy(() -> engine.predict(new Frame(1, columns)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
              assertThat(e.problem().what()).isEqualTo(what);
            });
  }

  @Test
  void asksAGraphWithoutMeaningByItsTensorsOnly() {
    try (LoadedModel model = runtime.load(Fixtures.file("matmul"))) {
      ColumnPredictor engine = (ColumnPredictor) model.engine();

      assertThatThrownBy(() -> engine.predict(numbers(Map.of("f0", 1.0))))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.UNSUPPORTED));
      assertThat(model.tensors()).isPresent();
    }
  }

  @Test
  void takesExternalDataFromTheModelsFolder() {
    byte[] data = Fixtures.bytes("/onnx/external/model.onnx.data");
    try (LoadedModel model =
        runtime.load(
            Fixtures.file("external/model"),
            name -> name.equals("model.onnx.data") ? Optional.of(data) : Optional.empty())) {
      assertThat(model.tensors().orElseThrow().outputs()).hasSize(1);
    }
  }

  @Test
  void refusesExternalDataOfASingleFile() {
    assertThatThrownBy(() -> runtime.load(Fixtures.file("external/model")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("`model.onnx.data`, which is not beside the graph")
        .hasMessageContaining("save_as_external_data=False");
  }

  private static Frame numbers(Map<String, Double> row) {
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    row.forEach((name, value) -> columns.put(name, new Frame.Numbers(new double[] {value})));
    return new Frame(1, columns);
  }
}
