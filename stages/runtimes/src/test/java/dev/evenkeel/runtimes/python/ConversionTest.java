package dev.evenkeel.runtimes.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.runtimes.Conversion;
import dev.evenkeel.runtimes.Conversion.Way;
import dev.evenkeel.runtimes.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
  @TempDir private static Path folder;
  private static LoggedFolders logged;
  private static Runtimes runtimes;
  private static Runtimes off;

  @BeforeAll
  static void log() throws Exception {
    Path python =
        TestPython.with("mlflow", "sklearn", "skl2onnx", "pyarrow", "xgboost", "lightgbm");
    logged = LoggedFolders.log(python, folder, "log_models.py", "boosters");
    runtimes = Runtimes.builtIn(folder.resolve("home"), PythonRuntimeTest.settings(python, true));
    off = Runtimes.builtIn(folder.resolve("off"), PythonRuntimeTest.settings(python, false));
  }

  @AfterAll
  static void close() {
    if (runtimes != null) {
      runtimes.close();
      off.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"xgboost, living area, rooms", "lightgbm, living_area, rooms"})
  void theTreesInsideOfAnEstimatorAnswerWithoutPython(String name, String area, String rooms)
      throws Exception {
    List<String> said = new ArrayList<>();

    Conversion conversion = runtimes.convert(logged.file(name), said::add);

    assertThat(conversion.said()).startsWith("converted from").contains("times faster");
    assertThat(conversion.way()).isEqualTo(Way.CONVERTED);
    assertThat(said).contains("comparing the export with the original");
    assertAnswers(conversion, name, logged.rows("", area, rooms));
  }

  @ParameterizedTest
  @CsvSource({"pipeline, wall", "pickled, wall", "regressor, wall", "table, ''"})
  void aPipelineBecomesAGraphThatAnswersTheSame(String name, String text) throws Exception {
    Conversion conversion = runtimes.convert(logged.file(name), _ -> {});

    assertThat(conversion.said()).startsWith("converted from scikit-learn, equal within");
    assertThat(conversion.way()).isEqualTo(Way.CONVERTED);
    assertAnswers(conversion, name, logged.rows(text, "living area", "rooms"));
  }

  @Test
  void aModelOfAMatrixBecomesAGraph() throws Exception {
    Conversion conversion = runtimes.convert(logged.file("matrix"), _ -> {});

    assertThat(conversion.said()).startsWith("converted from scikit-learn, equal within");
    assertAnswers(conversion, "matrix", logged.rows("", "f0", "f1"));
  }

  @Test
  void theSampleOfTheTrainingDataIsCompared() throws Exception {
    Conversion conversion = runtimes.convert(logged.file("pipeline"), _ -> {});

    assertThat(conversion.said()).contains("on 303 rows and 200 mixed ones");
  }

  @Test
  void whatAgreesRunsEvenWherePythonIsOff() throws Exception {
    Conversion conversion = runtimes.convert(logged.file("xgboost"), _ -> {});

    try (LoadedModel model = off.load(conversion.file())) {
      assertThat(model.runsOn()).startsWith("native trees, converted from");
      assertThat(model.described().format()).isEqualTo(ModelDescription.MLFLOW_ZIP);
    }
  }

  @Test
  void whatHasNoOtherFormIsAnsweredByWorkersAndSaysWhy() throws Exception {
    Conversion conversion = runtimes.convert(logged.file("rule"), _ -> {});

    assertThat(conversion.way()).isEqualTo(Way.WORKER);
    assertThat(conversion.said())
        .isEqualTo("not converted: a model of its own code has no other form");
    try (LoadedModel model = runtimes.load(conversion.file())) {
      assertThat(model.described().target().labels()).containsExactly("poor", "good");
    }
  }

  @Test
  void anExportThatDiffersIsNotUsed() throws Exception {
    Conversion conversion = runtimes.convert(logged.file("bent"), _ -> {});

    assertThat(conversion.way()).isEqualTo(Way.WORKER);
    assertThat(conversion.said())
        .startsWith("not converted: model.ubj ")
        .containsAnyOf("differs from the original by", "answers other labels");
  }

  @Test
  void twoModelsDifferAndOneIsItself() throws Exception {
    Scorer one;
    Scorer other;
    try (LoadedModel first = runtimes.load(logged.file("pipeline"));
        LoadedModel second = runtimes.load(logged.file("pickled"))) {
      one = Scorer.of(first.described(), first);
      other = Scorer.of(second.described(), second);
      Frame rows = logged.rows("wall", "living area", "rooms");

      assertThat(Comparison.largestDifference(one, one, rows)).isZero();
      assertThat(Comparison.largestDifference(one, other, rows))
          .isGreaterThan(Comparison.TOLERANCE);
    }
  }

  @Test
  void aConversionThatCameFromOutsideIsNotBelieved() throws Exception {
    Conversion honest = runtimes.convert(logged.file("xgboost"), _ -> {});
    ConvertedZip.Content content = ConvertedZip.read(honest.file().bytes(), "x").orElseThrow();
    byte[] forged = ConvertedZip.with(logged.file("rule").bytes(), Optional.of(content), "forged");

    Conversion conversion =
        runtimes.convert(new ModelFile(ModelDescription.MLFLOW_ZIP, forged, "forged"), _ -> {});

    assertThat(conversion.way()).isEqualTo(Way.WORKER);
  }

  @Test
  void nothingIsConvertedWherePythonIsOff() {
    assertThatThrownBy(() -> off.convert(logged.file("pipeline"), _ -> {}))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.UNSUPPORTED));
  }

  private static void assertAnswers(Conversion conversion, String name, Frame rows)
      throws Exception {
    double[] expected = logged.expected(name);
    try (LoadedModel model = off.load(conversion.file())) {
      List<Prediction> answers = Scorer.of(model.described(), model).score(rows);
      int width = expected.length / rows.rows();
      if (width == 1) {
        assertThat(answers.stream().mapToDouble(Prediction::value).toArray())
            .containsExactly(expected, within(1e-3));
        return;
      }
      for (int row = 0; row < rows.rows(); row++) {
        for (int index = 0; index < width; index++) {
          assertThat(answers.get(row).probabilities()[index])
              .isEqualTo(expected[row * width + index], within(Comparison.TOLERANCE));
        }
      }
    }
  }
}
