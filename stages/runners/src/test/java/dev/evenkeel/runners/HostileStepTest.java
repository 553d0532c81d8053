package dev.evenkeel.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that behave as badly as they can; when they are over, nothing of them is left.
@EnabledOnOs(OS.LINUX)
class HostileStepTest {
  private static final long MIB = 1 << 20;

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

  private Progress over(Handle handle) {
    return StepRunnerContract.over(runner, handle);
  }

  private Progress.Failed failed(Attempt attempt) {
    return StepRunnerContract.failed(runner, attempt);
  }

  // The last has no session, no group, no environment and no parent by which to find it.
  private static final String FAMILY =
      """
      sleep %1$s &
      setsid sleep %1$s &
      (setsid sleep %1$s & exit) &
      env -i setsid sh -c '(env -i setsid sleep %1$s &) ; exit' &
      sleep 0.5
      """;

  @ParameterizedTest
  @ValueSource(strings = {"exit 0", "exit 7", "kill -9 $$", "kill -9 -$$"})
  void nothingIsLeftWhenTheProgramEnds(String end) {
    String unique = Living.unique();
    Handle handle = runner.submit(shell(FAMILY.formatted(unique) + end));

    Progress progress = over(handle);

    assertThat(progress).isNotInstanceOf(Progress.Lost.class);
    assertThat(Living.with(unique)).isEmpty();
  }

  @Test
  void nothingIsLeftWhenItIsStoppedThoughItWillNot() {
    String unique = Living.unique();
    Handle handle =
        runner.submit(
            shell(
                "trap '' TERM HUP INT\n"
                    + FAMILY.formatted(unique)
                    + "\necho ready\nwhile true; do sleep %s; done".formatted(unique)));
    awaitLog(handle, "ready");
    assertThat(Living.with(unique)).hasSizeGreaterThanOrEqualTo(4);

    runner.stop(handle, Duration.ofMillis(200));

    assertThat(((Progress.Failed) over(handle)).cause()).isEqualTo(Progress.Cause.STOPPED);
    assertThat(Living.with(unique)).isEmpty();
  }

  @Test
  void mayEndWellWhenItIsAskedToStop() {
    Handle handle =
        runner.submit(shell("trap 'echo bye; exit 0' TERM\necho ready\nsleep 1000 & wait"));
    awaitLog(handle, "ready");

    runner.stop(handle, Duration.ofSeconds(30));

    assertThat(((Progress.Failed) over(handle)).cause()).isEqualTo(Progress.Cause.STOPPED);
    assertThat(StepRunnerContract.log(runner, handle)).contains("bye");
  }

  @Test
  void nothingIsLeftWhenItStartsTooManyProcesses() {
    String unique = Living.unique();
    Attempt attempt =
        shell("for i in $(seq 500); do setsid sleep %s & done; wait".formatted(unique))
            .withLimits(StepLimits.USUAL.withProcesses(20));

    Progress.Failed failed = failed(attempt);

    assertThat(failed.cause()).isEqualTo(Progress.Cause.PROCESSES);
    assertThat(failed.problem().what()).contains("more than 20 processes");
    assertThat(Living.with(unique)).isEmpty();
  }

  @Test
  void isEndedWhenItTakesTooMuchMemory() {
    Attempt attempt =
        shell("head -c 800000000 /dev/zero | tail -c 790000000 | sleep 1000")
            .withLimits(StepLimits.USUAL.withMemory(100 * MIB));

    Progress.Failed failed = failed(attempt);

    assertThat(failed.cause()).isEqualTo(Progress.Cause.MEMORY);
    assertThat(failed.problem().what()).contains("of memory and may take 100");
  }

  @Test
  void isEndedWhenItFillsTheDiskWithSmallFiles() {
    Attempt attempt =
        shell("i=0; while true; do i=$((i+1)); head -c 100000 /dev/zero > $HOME/$i; done")
            .withLimits(StepLimits.USUAL.withOutput(2 * MIB));

    Progress.Failed failed = failed(attempt);

    assertThat(failed.cause()).isEqualTo(Progress.Cause.SPACE);
  }

  @Test
  void aGigabyteOfOutputKeepsItsBeginningAndItsEnd() throws IOException {
    Attempt attempt =
        shell("echo first; head -c 1000000000 /dev/zero | tr '\\0' x; echo; echo last")
            .withLimits(StepLimits.USUAL.withLog(MIB));
    Handle handle = runner.submit(attempt);

    assertThat(over(handle)).isInstanceOf(Progress.Ok.class);

    String log = StepRunnerContract.log(runner, handle);
    assertThat(log).startsWith("first\nxxx").endsWith("xxx\nlast\n");
    assertThat(log).containsPattern("\\[998,95\\d,\\d{3} bytes left out]");
    try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum())
          .isLessThan(MIB + 100_000);
    }
  }

  @Test
  void secretsAreNeitherInTheLogNorInAnyFile() throws IOException {
    Attempt attempt =
        shell(
                """
                env
                printf 'correct-horse-'; sleep 0.5; printf 'battery-staple\\n'
                echo "$TOKEN" >&2
                echo ready
                sleep 1000
                """)
            .withSecrets(Map.of("TOKEN", "horse"));
    Handle handle = runner.submit(attempt);
    awaitLog(handle, "ready");

    String log = StepRunnerContract.log(runner, handle);
    assertThat(log).contains("TOKEN=***\n", "\n***\n***\n").doesNotContain("battery");
    assertThat(Living.with("dev.evenkeel.runners.keeper.Keeper"))
        .isNotEmpty()
        .allSatisfy(pid ->
            assertThat(Living.read(pid, "cmdline") + Living.read(pid, "environ"))
                .doesNotContain(ProcessRunners.SECRET));
    try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(ProcessRunners.SECRET);
      }
    }
    runner.forget(handle);
  }

  @Test
  void nothingOfTheServersEnvironmentIsVisible() {
    Attempt attempt = shell("env | cut -d= -f1").withEnvironment(Map.of("MINE", "1"));
    Handle handle = runner.submit(attempt);
    over(handle);

    List<String> names = StepRunnerContract.log(runner, handle).lines().toList();

    assertThat(names).contains("MINE", "PATH", "HOME", "EVENKEEL_INPUTS");
    assertThat(names)
        .allSatisfy(name ->
            assertThat(name)
                .matches(
                    "MINE|PATH|HOME|TMPDIR|LANG|PWD|OLDPWD|SHLVL|_|[A-Z]+_NUM_THREADS|EVENKEEL_.*"));
  }

  @Test
  void aLinkIsNoOutput() {
    Attempt attempt =
        shell("ln -s /etc/passwd \"$EVENKEEL_OUT_REPORT\"")
            .withOutputs(List.of(new ExpectedOutput("report", ExpectedOutput.Kind.FILE)));

    Progress.Failed failed = failed(attempt);

    assertThat(failed.problem().what()).isEqualTo("output `report` holds a link or a device");
  }

  @Test
  void aLinkInThePlaceOfTheDocumentIsNotRead() throws IOException {
    Path foreign = Files.writeString(folder.resolve("foreign.json"), "{\"rmse\": 1}");
    Attempt attempt =
        shell("rm \"$EVENKEEL_OUTPUTS\"; ln -s %s \"$EVENKEEL_OUTPUTS\"".formatted(foreign))
            .withOutputs(List.of(new ExpectedOutput("rmse", ExpectedOutput.Kind.VALUE)));

    assertThat(failed(attempt).problem().what()).contains("without its output `rmse`");
  }

  @Test
  void controlCharactersDoNotReachWhoReadsTheLog() {
    Handle handle = runner.submit(shell("printf 'a\\033[2Jb\\007c\\n'"));
    over(handle);

    assertThat(StepRunnerContract.log(runner, handle)).isEqualTo("abc\n");
  }

  private void awaitLog(Handle handle, String text) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!StepRunnerContract.log(runner, handle).contains(text)) {
      assertThat(System.nanoTime()).as("waiting for " + text).isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }
}
