package dev.evenkeel.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.TestPython;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentsTest {
  private static final Requirements NOTHING = Requirements.parse("", "", "requirements.txt");
  private static final Requirements ABSENT =
      Requirements.parse("evenkeel-no-such-package==1", "", "requirements.txt");

  @TempDir private Path folder;
  private ChildProcesses processes;
  private Path python;

  @BeforeEach
  void open() {
    python = TestPython.with();
    processes = new ChildProcesses(folder.resolve("children"));
  }

  @AfterEach
  void close() {
    if (processes != null) {
      processes.close();
    }
  }

  @Test
  void aGivenInterpreterIsUsedAsItIsWhenItHasThePackages() {
    PythonEnvironments environments = environments(Optional.of(python), "");
    List<String> said = new ArrayList<>();

    assertThat(environments.interpreter(Requirements.parse("pip", "", "r"), said::add))
        .isEqualTo(python);
    assertThat(said).isEmpty();
    assertThat(folder.resolve("environments")).doesNotExist();
  }

  @Test
  void anEnvironmentIsMadeOnceEvenWhenTwoAsk() throws Exception {
    PythonEnvironments one = environments(Optional.empty(), "");
    PythonEnvironments other = environments(Optional.empty(), "");
    List<String> said = java.util.Collections.synchronizedList(new ArrayList<>());

    List<Path> found = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Callable<Path>> asked =
          List.of(
              () -> one.interpreter(NOTHING, said::add),
              () -> one.interpreter(NOTHING, said::add),
              () -> other.interpreter(NOTHING, said::add));
      for (Future<Path> answer : threads.invokeAll(asked)) {
        found.add(answer.get());
      }
    }

    assertThat(found).containsOnly(found.getFirst());
    assertThat(said.stream().filter(line -> line.startsWith("making"))).hasSize(1);
    TestPython.run(
        found.getFirst(), folder, Files.writeString(folder.resolve("x.py"), "import sys\n"));
    try (var kept = Files.list(folder.resolve("environments"))) {
      assertThat(kept.filter(Files::isDirectory)).hasSize(1);
    }
  }

  @Test
  void whatPipSaysIsToldAndNothingIsKept() throws Exception {
    PythonEnvironments environments =
        environments(Optional.empty(), "http://me:secret@127.0.0.1:9/simple");

    assertThatThrownBy(() -> environments.interpreter(ABSENT, _ -> {}))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
              assertThat(e.problem().where()).contains("evenkeel-no-such-package");
              assertThat(e.problem().toString()).doesNotContain("secret");
            });
    try (var kept = Files.list(folder.resolve("environments"))) {
      assertThat(kept.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void makingOneDoesNotTakeForEver() {
    PythonEnvironments environments =
        new PythonEnvironments(
            folder.resolve("environments"), processes, Optional.empty(), "", Duration.ofMillis(1));

    assertThatThrownBy(() -> environments.interpreter(NOTHING, _ -> {}))
        .hasMessageContaining("took longer than it may");
    assertThat(processes.running()).isZero();
  }

  @Test
  void whatNobodyUsesIsRemovedAndWhatIsUsedStays() throws Exception {
    environments(Optional.empty(), "").interpreter(NOTHING, _ -> {});
    PythonEnvironments later = environments(Optional.empty(), "");
    assertThat(later.removeUnused(Duration.ofDays(1))).isZero();

    PythonEnvironments user = environments(Optional.empty(), "");
    user.interpreter(NOTHING, _ -> {});

    assertThat(user.removeUnused(Duration.ofSeconds(-1))).isZero();
    assertThat(later.removeUnused(Duration.ofSeconds(-1))).isEqualTo(1);
  }

  @Test
  void anEnvironmentWhoseInterpreterIsGoneIsMadeAgain() throws Exception {
    PythonEnvironments environments = environments(Optional.empty(), "");
    Path first = environments.interpreter(NOTHING, _ -> {});
    Files.delete(first);

    assertThat(environments.interpreter(NOTHING, _ -> {})).isEqualTo(first).isExecutable();
  }

  @Test
  void aGivenProgramThatIsNoPythonIsTold() {
    PythonEnvironments environments = environments(Optional.of(Path.of("/bin/echo")), "");

    assertThatThrownBy(() -> environments.interpreter(NOTHING, _ -> {}))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().what()).contains("cannot be used as Python"));
  }

  private PythonEnvironments environments(Optional<Path> given, String index) {
    return new PythonEnvironments(
        folder.resolve("environments"), processes, given, index, Duration.ofMinutes(3));
  }
}
