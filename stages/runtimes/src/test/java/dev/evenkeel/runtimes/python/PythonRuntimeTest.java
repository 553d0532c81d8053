package dev.evenkeel.runtimes.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.Target;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.runtimes.PythonSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonRuntimeTest {
  private static final double DOUBLES = 1e-12;

  @TempDir private static Path folder;
  private static LoggedFolders logged;
  private static PythonRuntime runtime;

  @BeforeAll
  static void log() throws Exception {
    Path python = TestPython.with("mlflow", "sklearn", "pandas", "pyarrow");
    logged = LoggedFolders.log(python, folder, "log_models.py");
    runtime =
        new PythonRuntime(
            folder.resolve("home"),
            folder.resolve("processes"),
            settings(python, true),
            new TreesRuntime());
  }

  @AfterAll
  static void close() throws InterruptedException {
    if (runtime != null) {
      runtime.close();
      long patience = System.nanoTime() + 20_000_000_000L;
      // An ended child is reaped a moment later.
      while (ProcessHandle.current().descendants().anyMatch(ProcessHandle::isAlive)
          && System.nanoTime() - patience < 0) {
        Thread.sleep(20);
      }
      assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void aPipelineWithTextsAnswersAsPythonDoes() throws Exception {
    try (LoadedModel model = runtime.load(logged.file("pipeline"))) {
      assertThat(model.described().target())
          .isEqualTo(new Target.Classes("prediction", Duration.ZERO, List.of("good", "poor")));
      assertThat(model.described().signature().inputs())
          .containsExactly(
              Property.of("wall", LogicalType.STRING, true),
              Property.of("living area", LogicalType.NUMBER, true),
              Property.of("rooms", LogicalType.INTEGER, true));
      assertThat(model.runsOn()).isEqualTo("2 Python workers (scikit-learn)");
      assertThat(model.memoryBytes()).isGreaterThan(64 << 20);
      assertThat(model.isAlive()).isTrue();

      double[] answers =
          ((ColumnPredictor) model.engine()).predict(logged.rows("wall", "living area", "rooms"));

      assertThat(answers).containsExactly(logged.expected("pipeline"), within(DOUBLES));
    }
  }

  @Test
  void itSpeaksThroughAScorerLikeAnyModel() throws Exception {
    try (LoadedModel model = runtime.load(logged.file("pickled"))) {
      Frame rows = logged.rows("wall", "living area", "rooms");
      double[] expected = logged.expected("pickled");

      var answers = Scorer.of(model.described(), model).score(rows);

      for (int row = 0; row < rows.rows(); row++) {
        assertThat(answers.get(row).probabilities()[0])
            .isEqualTo(expected[2 * row], within(DOUBLES));
        assertThat(answers.get(row).label()).isEqualTo(expected[2 * row] >= 0.5 ? "good" : "poor");
      }
    }
  }

  @Test
  void manyThreadsGetTheirOwnAnswers() throws Exception {
    Frame rows = logged.rows("wall", "living area", "rooms");
    double[] expected = logged.expected("pipeline");
    try (LoadedModel model = runtime.load(logged.file("pipeline"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ColumnPredictor engine = (ColumnPredictor) model.engine();
      List<Future<double[]>> answers = new ArrayList<>();
      for (int call = 0; call < 400; call++) {
        int row = call % rows.rows();
        answers.add(threads.submit(() -> engine.predict(rows.select(new int[] {row}))));
      }

      for (int call = 0; call < answers.size(); call++) {
        int row = call % rows.rows();
        assertThat(answers.get(call).get()[0]).isEqualTo(expected[2 * row], within(DOUBLES));
      }
    }
  }

  @Test
  void aQuantityIsANumber() throws Exception {
    try (LoadedModel model = runtime.load(logged.file("regressor"))) {
      assertThat(model.described().target()).isInstanceOf(Target.Quantity.class);

      assertThat(
              ((ColumnPredictor) model.engine())
                  .predict(logged.rows("wall", "living area", "rooms")))
          .containsExactly(logged.expected("regressor"), within(1e-9));
    }
  }

  @Test
  void aModelOfAMatrixHasNumberedColumns() throws Exception {
    try (LoadedModel model = runtime.load(logged.file("matrix"))) {
      assertThat(model.described().target().labels()).containsExactly("0", "1");

      assertThat(((ColumnPredictor) model.engine()).predict(logged.rows("", "f0", "f1")))
          .containsExactly(logged.expected("matrix"), within(DOUBLES));
    }
  }

  @Test
  void aModelWithoutProbabilitiesIsCertainAndSaysSo() throws Exception {
    try (LoadedModel model = runtime.load(logged.file("certain"))) {
      assertThat(model.runsOn()).contains("no probabilities of its own");

      assertThat(
              ((ColumnPredictor) model.engine()).predict(logged.rows("", "living area", "rooms")))
          .hasSize(40)
          .containsOnly(0, 1);
    }
  }

  @Test
  void aPythonFunctionAnswersByTheLabelsOfItsMetadata() throws Exception {
    try (LoadedModel model = runtime.load(logged.file("rule"))) {
      assertThat(model.described().target().labels()).containsExactly("poor", "good");
      Frame rows = logged.rows("wall", "living area", "rooms");

      double[] answers = ((ColumnPredictor) model.engine()).predict(rows);

      for (int row = 0; row < rows.rows(); row++) {
        assertThat(answers[2 * row + 1])
            .isEqualTo(rows.numbers("living area")[row] > 75 ? 1.0 : 0.0);
      }
    }
    assertThatThrownBy(() -> runtime.load(logged.file("unnamed")))
        .hasMessageContaining("metadata={\"labels\": [...]}");
  }

  @Test
  void manyRowsAreAnsweredInTheirOrder() throws Exception {
    Frame rows = logged.rows("wall", "living area", "rooms");
    int[] repeated = new int[20_000];
    java.util.Arrays.setAll(repeated, index -> index % rows.rows());
    try (LoadedModel model = runtime.load(logged.file("sum"))) {
      double[] answers = ((ColumnPredictor) model.engine()).predict(rows.select(repeated));

      for (int row = 0; row < repeated.length; row++) {
        assertThat(answers[row]).isEqualTo(2 * rows.numbers("living area")[repeated[row]]);
      }
    }
  }

  @Test
  void nothingRunsWhenPythonIsOff() throws Exception {
    try (PythonRuntime off =
        new PythonRuntime(
            folder.resolve("off"),
            folder.resolve("off-processes"),
            settings(Path.of("/bin/false"), false),
            new TreesRuntime())) {
      assertThatThrownBy(() -> off.load(logged.file("pipeline")))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.UNSUPPORTED));
    }
  }

  @Test
  void aFolderThatIsNoneIsRefused() {
    assertThatThrownBy(
            () -> runtime.load(new ModelFile(ModelDescription.MLFLOW_ZIP, new byte[] {1, 2}, "x")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT));
  }

  static PythonSettings settings(Path python, boolean on) {
    return new PythonSettings(on, 2, 2L << 30, Duration.ofSeconds(20), Optional.of(python), "");
  }
}
