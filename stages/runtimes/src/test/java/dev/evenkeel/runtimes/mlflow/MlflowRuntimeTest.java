package dev.evenkeel.runtimes.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.runtimes.LoggedFolderFixtures;
import dev.evenkeel.runtimes.ModelFormats;
import dev.evenkeel.runtimes.Runtimes;
import dev.evenkeel.runtimes.onnx.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MlflowRuntimeTest {
  private final List<String> python = new ArrayList<>();
  private final MlflowRuntime runtimes =
      new MlflowRuntime(
          new OnnxRuntime(),
          file -> {
            python.add(file.where());
            throw Problem.of(Problem.Kind.UNSUPPORTED, "python", "").asException();
          });

  @ParameterizedTest
  @ValueSource(strings = {"xgboost-classifier", "xgboost-booster", "lightgbm-booster"})
  void answersAsPythonDid(String name) throws IOException {
    JsonNode expected = expected();
    try (LoadedModel model = runtimes.load(file(name))) {
      List<Prediction> answers = Scorer.of(model.described(), model).score(rows(expected, model));

      for (int row = 0; row < answers.size(); row++) {
        JsonNode due = expected.get(name).get(row);
        double[] got =
            due.size() == 1
                ? new double[] {answers.get(row).value()}
                : answers.get(row).probabilities();
        for (int index = 0; index < due.size(); index++) {
          assertThat(got[index])
              .as("row %d", row)
              .isCloseTo(due.get(index).doubleValue(), within(1e-6));
        }
      }
    }
  }

  @Test
  void takesNamesTypesLabelsAndExamplesFromTheFolder() {
    try (LoadedModel model = runtimes.load(file("xgboost-classifier"))) {
      assertThat(model.described().format()).isEqualTo("mlflow-zip");
      assertThat(model.described().target().labels()).containsExactly("cheap", "dear");
      assertThat(model.described().signature().inputs())
          .containsExactly(
              Property.of("area", LogicalType.NUMBER, true),
              Property.of("rooms per floor", LogicalType.INTEGER, true),
              Property.of("age", LogicalType.NUMBER, true));
      Frame example = model.example().orElseThrow();
      assertThat(example.rows()).isEqualTo(3);
      assertThat(Scorer.of(model.described(), model).score(example)).hasSize(3);
    }
  }

  @Test
  void namesTheColumnsOfAFileThatHasNone() {
    try (LoadedModel model = runtimes.load(file("xgboost-booster"))) {
      assertThat(model.described().signature().inputs())
          .extracting(Property::name)
          .containsExactly("area", "rooms per floor", "age");
      assertThat(model.example()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sklearn", "lightgbm-sklearn"})
  void givesPicklesToPython(String name) {
    assertThatThrownBy(() -> runtimes.load(file(name)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().what()).isEqualTo("python"));
    assertThat(python).containsExactly(name);
    assertThat(MlflowRuntime.isNative(file(name))).isFalse();
    assertThat(MlflowRuntime.isNative(file("lightgbm-booster"))).isTrue();
  }

  @Test
  void saysHowToExportWhenPythonIsNotThere() {
    assertThatThrownBy(() -> Runtimes.builtIn().load(file("sklearn")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.UNSUPPORTED);
              assertThat(e.problem().remedy()).contains("skl2onnx.to_onnx");
            });
  }

  @Test
  void refusesAFolderWhoseModelIsMissingOrOutside(@TempDir Path folder) throws IOException {
    assertRefused(folder, "flavors:\n  xgboost:\n    data: model.ubj\n", "is not in its folder");
    assertRefused(
        folder, "flavors:\n  xgboost:\n    data: ../../etc/passwd\n", "is not in its folder");
    assertRefused(folder, "flavors: [1, 2\n", "not YAML");
    assertRefused(folder, "nothing: here\n", "`flavors`");
    assertRefused(folder, "flavors: {}\nsignature:\n  inputs: '[{\"type\": '\n", "not JSON");
  }

  private void assertRefused(Path folder, String recorded, String message) throws IOException {
    Files.writeString(folder.resolve("MLmodel"), recorded);
    ModelFile file = ModelFormats.read(folder);

    assertThatThrownBy(() -> runtimes.load(file))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(message);
  }

  private static ModelFile file(String name) {
    return ModelFormats.read(LoggedFolderFixtures.folder(name));
  }

  private static JsonNode expected() throws IOException {
    return Json.parse(
        Files.readAllBytes(LoggedFolderFixtures.folder("expected.json")), "expected.json");
  }

  private static Frame rows(JsonNode expected, LoadedModel model) {
    JsonNode rows = expected.get("rows");
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    int at = 0;
    for (Property input : model.described().signature().inputs()) {
      double[] values = new double[rows.size()];
      for (int row = 0; row < values.length; row++) {
        values[row] = rows.get(row).get(at).doubleValue();
      }
      columns.put(input.name(), new Frame.Numbers(values));
      at++;
    }
    return new Frame(rows.size(), columns);
  }
}
