package dev.evenkeel.runtimes.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.runtimes.PythonSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class HostilePythonTest {
  private static final long MEMORY = 512L << 20;

  @TempDir private static Path folder;
  private static PythonRuntime runtime;
  private static LoadedModel model;

  @BeforeAll
  static void log() throws Exception {
    Path python = TestPython.with("numpy", "pandas");
    LoggedFolders logged = LoggedFolders.log(python, folder, "log_hostile.py");
    runtime =
        new PythonRuntime(
            folder.resolve("home"),
            folder.resolve("processes"),
            new PythonSettings(true, 1, MEMORY, Duration.ofSeconds(2), Optional.of(python), ""),
            new TreesRuntime());
    model = runtime.load(logged.file("hostile"));
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
      runtime.close();
      assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hang, TIMEOUT, did not answer within 2000 ms",
    "spin, TIMEOUT, did not answer within 2000 ms",
    "grab, ENVIRONMENT, more memory than it may",
    "slam, ENVIRONMENT, worker failed",
    "close, ENVIRONMENT, worker failed",
    "quit, ENVIRONMENT, ended with 3",
    "exit, INPUT, SystemExit",
    "error, INPUT, ValueError: cannot read … of this row"
  })
  void whatItDoesToItsWorkerIsToldAndTheNextRequestIsAnswered(
      String order, Kind kind, String told) {
    Problem problem = failure(order);

    assertThat(problem.kind()).isEqualTo(kind);
    assertThat(problem.what()).contains(told);
    assertAnswered();
  }

  @Test
  void whatEatsMemoryIsEnded() {
    Problem problem = failure("eat");

    // By its own limit or by our watch, whichever is first.
    assertThat(problem.kind()).isIn(Kind.ENVIRONMENT, Kind.TIMEOUT);
    assertAnswered();
  }

  @Test
  void whatForksWithoutEndIsEnded() {
    Problem problem = failure("bomb");

    // Many small processes take memory and time as well; whichever limit is first.
    assertThat(problem.what()).containsAnyOf("more processes", "more memory", "did not answer");
    assertAnswered();
  }

  @Test
  void whatItPrintsIsNoAnswer() {
    assertThat(ask("talk")).containsExactly(0.25, 0.75);
    assertAnswered();
  }

  @Test
  void aForkThatComesBackIsNoSecondAnswer() {
    assertThat(ask("fork")).containsExactly(0.25, 0.75);
    assertAnswered();
    assertThat(ask("leave")).containsExactly(0.25, 0.75);
    assertAnswered();
  }

  @Test
  void itSeesNothingOfOurEnvironment() {
    assertThat(failure("look").what())
        .contains("HOME|", "PATH")
        .doesNotContain("JAVA_HOME", "MAVEN", "USER", TestPython.class.getSimpleName());
  }

  @Test
  void oneBadRowDoesNotFailThoseThatWaitedBesideIt() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<double[]>> good = new ArrayList<>();
      List<Future<?>> bad = new ArrayList<>();
      for (int call = 0; call < 60; call++) {
        good.add(threads.submit(() -> ask("obey")));
        if (call % 30 == 0) {
          bad.add(threads.submit(() -> ask("error")));
          bad.add(threads.submit(() -> ask("quit")));
        }
      }

      for (Future<double[]> answer : good) {
        assertThat(answer.get()).containsExactly(0.25, 0.75);
      }
      for (Future<?> answer : bad) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(ProblemException.class);
      }
    }
    assertAnswered();
  }

  private static void assertAnswered() {
    assertThat(ask("obey")).containsExactly(0.25, 0.75);
    assertThat(model.isAlive()).isTrue();
  }

  private static Problem failure(String order) {
    return catchThrowableOfType(ProblemException.class, () -> ask(order)).problem();
  }

  private static double[] ask(String order) {
    Frame row = new Frame(1, Map.of("order", new Frame.Texts(new String[] {order})));
    return ((ColumnPredictor) model.engine()).predict(row);
  }
}
