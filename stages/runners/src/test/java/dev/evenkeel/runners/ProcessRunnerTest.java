package dev.evenkeel.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

class ProcessRunnerTest {
  @TempDir private Path folder;
  private ProcessRunners runners;
  private StepRunner runner;

  @BeforeEach
  void open() {
    runners = new ProcessRunners(folder);
    runner = runners.runner();
  }

  @AfterEach
  void close() {
    runners.close();
  }

  private static Attempt shell(String script) {
    return ProcessRunners.shell(StepRunnerContract.newId(), script);
  }

  private String printed(Attempt attempt) {
    Handle handle = runner.submit(attempt);
    Progress progress = StepRunnerContract.over(runner, handle);
    String log = StepRunnerContract.log(runner, handle);
    assertThat(progress).as(log).isInstanceOf(Progress.Ok.class);
    return log;
  }

  private static Input.Item item(String path, String content) {
    return new Input.Item(
        path, URI.create("text:" + content), Digests.of(content), content.length());
  }

  @Test
  void givesItsInputsToAProgram() {
    String log =
        printed(
            shell(
                    """
                    cat $EVENKEEL_IN_ONE; echo
                    cat $EVENKEEL_IN_ROWS/part/a.csv $EVENKEEL_IN_ROWS/b.csv; echo
                    echo $EVENKEEL_IN_SEED $EVENKEEL_PARAM_LEARNING_RATE $EVENKEEL_PARAM_NAME
                    cat $EVENKEEL_INPUTS
                    """)
                .withParameters(
                    Map.of(
                        "learning-rate", DoubleNode.valueOf(0.1),
                        "name", StringNode.valueOf("a b")))
                .withInputs(
                    List.of(
                        new Input.Value("seed", IntNode.valueOf(7)),
                        new Input.Files("one", List.of(item("", "whole"))),
                        new Input.Files(
                            "rows", List.of(item("part/a.csv", "AAA"), item("b.csv", "BBB"))))));

    assertThat(log.lines().toList()).startsWith("whole", "AAABBB", "7 0.1 a b");
    assertThat(log).contains("\"seed\":{\"value\":7}", "\"learning-rate\":0.1", "/in/one\"}");
  }

  @Test
  void refusesAnInputWhoseBytesAreNotWhatTheyWere() {
    Attempt attempt =
        shell("true")
            .withInputs(
                List.of(
                    new Input.Files(
                        "one",
                        List.of(
                            new Input.Item("", URI.create("text:abc"), Digests.of("abd"), 3)))));

    assertThatThrownBy(() -> runner.submit(attempt))
        .hasMessageContaining("input `one` is not what it was");
    assertThat(folder.resolve("runs").resolve(attempt.id())).doesNotExist();
  }

  @Test
  void namesAProgramThatIsMissingAndWhereItWasLookedFor() {
    Attempt attempt =
        Attempt.of("att-1", 1, new Program.Exec(List.of("no-such-program", "x")))
            .withEnvironment(Map.of("PATH", "/opt/tools:/usr/bin"));

    assertThatThrownBy(() -> runner.submit(attempt))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().sentence())
                    .contains("`no-such-program` is not installed", "/opt/tools, /usr/bin"));
  }

  @Test
  void findsAProgramOnTheDeclaredPathOnly() throws IOException {
    Path tool = Files.writeString(folder.resolve("tool"), "#!/bin/sh\necho mine $1\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    Attempt attempt =
        Attempt.of("att-1", 1, new Program.Exec(List.of("tool", "a  b")))
            .withEnvironment(Map.of("PATH", folder.toString()));

    assertThat(printed(attempt)).isEqualTo("mine a b\n");
    assertThatThrownBy(() ->
            runner.submit(Attempt.of("att-2", 1, new Program.Exec(List.of("/bin/true", "x")))))
        .hasMessageContaining("by its place on one machine");
  }

  @Test
  void explainsExitCodes() {
    assertThat(StepRunnerContract.failed(runner, shell("kill -9 $$")).problem().sentence())
        .contains("killed from outside (137)", "ran out of memory");
    assertThat(StepRunnerContract.failed(runner, shell("no-such-thing")).problem().sentence())
        .contains("or a program that it calls, is missing (127)");
    assertThat(StepRunnerContract.failed(runner, shell("kill -11 $$")).problem().sentence())
        .contains("signal 11 (139)");
  }

  @Test
  void refusesSecretsThatAreUnknownOrCannotBeMasked() {
    assertThatThrownBy(() -> runner.submit(shell("true").withSecrets(Map.of("T", "cow"))))
        .hasMessageContaining("secret `cow` for variable `T` is unknown");
    assertThatThrownBy(() -> runner.submit(shell("true").withSecrets(Map.of("T", "short"))))
        .hasMessageContaining("cannot be masked");
  }

  @Test
  void refusesNamesThatWouldShareAVariable() {
    assertThatThrownBy(() ->
            shell("true")
                .withParameters(Map.of("a-b", IntNode.valueOf(1), "a_B", IntNode.valueOf(1))))
        .hasMessageContaining("would share one environment variable");
    assertThatThrownBy(() -> shell("true").withEnvironment(Map.of("EVENKEEL_IN_A", "1")))
        .hasMessageContaining("are ours");
    assertThatThrownBy(() -> shell("true").withCode(Map.of("../x", "1")))
        .hasMessageContaining("without `.` and `..`");
  }

  @Test
  void manySubmissionsOfOneAttemptStartOneProgram() throws Exception {
    Path counted = folder.resolve("counted");
    Attempt attempt =
        shell("echo x >> $COUNTED; sleep 1").withEnvironment(Map.of("COUNTED", counted.toString()));
    Set<Handle> handles = ConcurrentHashMap.newKeySet();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int index = 1; index <= 8; index++) {
        long epoch = index;
        threads.execute(() -> handles.add(runner.submit(attempt.at(epoch))));
      }
    }

    assertThat(handles).hasSize(1);
    StepRunnerContract.over(runner, handles.iterator().next());
    assertThat(counted).hasContent("x\n");
  }

  @Test
  void runsAsAnotherUserWhoSeesNothingOfTheServers() throws IOException {
    assumeThat(RunAs.ownUser()).isZero();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Path hidden = Files.writeString(folder.resolve("hidden"), "password");
    Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
    runner = runners.runner("nobody");

    String log =
        printed(
            shell(
                    """
                    id -un
                    cat %s || echo not mine
                    ls $HOME/../keeper || echo neither
                    echo '{"rmse": 1}' > $EVENKEEL_OUTPUTS
                    echo x > $EVENKEEL_OUT_REPORT
                    """
                        .formatted(hidden))
                .withOutputs(
                    List.of(
                        new ExpectedOutput("rmse", ExpectedOutput.Kind.VALUE),
                        new ExpectedOutput("report", ExpectedOutput.Kind.FILE))));

    assertThat(log).startsWith("nobody\n").contains("not mine", "neither");
    assertThatThrownBy(() -> runners.runner("no-such-user"))
        .hasMessageContaining("there is no user `no-such-user`");
    assertThatThrownBy(() -> runners.runner("root")).hasMessageContaining("would run as root");
  }
}
