package dev.evenkeel.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.TestPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.DoubleNode;

class PythonStepTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private ProcessRunners runners;
  private StepRunner runner;

  @BeforeEach
  void open() {
    assertThat(TestPython.with()).isExecutable();
    runners = new ProcessRunners(folder);
    runner = runners.runner();
  }

  @AfterEach
  void close() {
    runners.close();
  }

  private static Attempt python(String requirements, String code) {
    return Attempt.of(
            StepRunnerContract.newId(),
            1,
            new Program.Python("train.py", List.of("x"), requirements, "requirements.txt", ""))
        .withCode(Map.of("train.py", code, "lib/helper.py", "VALUE = 0.5\n"))
        .withOutputs(List.of(new ExpectedOutput("rmse", ExpectedOutput.Kind.VALUE)));
  }

  @Test
  void runsAScriptInItsOwnEnvironmentAndTellsOfItsMaking() {
    Handle handle =
        runner.submit(
            python(
                "",
                """
                import json, os, sys
                from lib.helper import VALUE
                assert sys.argv[1:] == ["x"]
                assert sys.prefix != sys.base_prefix
                print("training")
                with open(os.environ["EVENKEEL_OUTPUTS"], "w") as out:
                    json.dump({"rmse": VALUE}, out)
                """));

    Progress progress = StepRunnerContract.over(runner, handle, PATIENCE);

    String log = StepRunnerContract.log(runner, handle);
    assertThat(progress)
        .as(log)
        .isEqualTo(new Progress.Ok(Map.of("rmse", new Output.Value(DoubleNode.valueOf(0.5)))));
    assertThat(log).startsWith("[evenkeel] making a Python 3.").endsWith("training\n");
  }

  @Test
  void namesNaNThatPythonWroteDeepInside() {
    Handle handle =
        runner.submit(
            python(
                "",
                """
                import json, os
                with open(os.environ["EVENKEEL_OUTPUTS"], "w") as out:
                    json.dump({"rmse": {"by_fold": [1.0, float("-inf")]}}, out)
                """));

    Progress.Failed failed = (Progress.Failed) StepRunnerContract.over(runner, handle, PATIENCE);

    assertThat(failed.problem().what()).isEqualTo("output `rmse.by_fold[1]` is -Infinity");
  }

  @Test
  void refusesABadRequirementByItsLine() {
    assertThatThrownBy(() -> runner.submit(python("numpy==2.0\n--index-url http://x", "")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().where()).isEqualTo("requirements.txt:2");
              assertThat(e.problem().remedy()).isEqualTo("correct the line, or remove it");
            });
  }

  @Test
  void refusesAScriptThatIsNotThere() {
    Attempt attempt =
        Attempt.of("att-1", 1, new Program.Python("tran.py", List.of(), "", "requirements.txt", ""))
            .withCode(Map.of("train.py", ""));

    assertThatThrownBy(() -> runner.submit(attempt))
        .hasMessageContaining("script `tran.py` is not in the step's code");
  }

  @Test
  void saysWhyAnEnvironmentCannotBeMade() throws IOException {
    StepRunner unreachable = runners.runner("", "http://127.0.0.1:9/simple");
    Handle handle = unreachable.submit(python("# ours\nno_such.package==1.0", "print(1)"));

    Progress.Failed failed =
        (Progress.Failed) StepRunnerContract.over(unreachable, handle, PATIENCE);

    assertThat(failed.cause()).isEqualTo(Progress.Cause.ENVIRONMENT);
    assertThat(failed.problem().what()).contains("the Python environment cannot be made: pip");
    assertThat(failed.problem().where())
        .startsWith("requirements.txt:2\n")
        .contains("no-such-package");
    try (var made = Files.list(folder.resolve("environments"))) {
      assertThat(made).noneMatch(path -> path.getFileName().toString().startsWith("making"));
    }
  }

  @Test
  void isStoppedWhileItsEnvironmentIsMade() {
    StepRunner unreachable = runners.runner("", "http://127.0.0.1:9/simple");
    Handle handle = unreachable.submit(python("no-such-package==1.0", "print(1)"));
    assertThat(unreachable.poll(handle)).isInstanceOf(Progress.Queued.class);

    unreachable.stop(handle, Duration.ZERO);

    Progress.Failed failed =
        (Progress.Failed) StepRunnerContract.over(unreachable, handle, PATIENCE);
    assertThat(failed.cause()).isEqualTo(Progress.Cause.STOPPED);
  }

  @Test
  void aServerThatStopsWhileAnEnvironmentIsMadeLeavesItToTheNext() throws Exception {
    ProcessRunner first = runners.runner("", "http://127.0.0.1:9/simple");
    Attempt attempt =
        python("", "import os; open(os.environ['EVENKEEL_OUTPUTS'],'w').write('{\"rmse\":1}')");
    Handle handle = first.submit(attempt);
    assertThat(first.poll(handle)).isInstanceOf(Progress.Queued.class);
    first.close();
    while (first.poll(handle) instanceof Progress.Queued) {
      Thread.sleep(10);
    }
    assertThat(first.poll(handle)).isEqualTo(new Progress.Lost("it was never started"));

    Handle again = runner.submit(attempt.at(2));

    assertThat(StepRunnerContract.over(runner, again, PATIENCE)).isInstanceOf(Progress.Ok.class);
  }
}
