package dev.evenkeel.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.processes.Ended.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessesTest {
  private static final Limits LIMITS = new Limits(512L << 20, 1 << 20, 50, 0);
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private ChildProcesses processes;

  @BeforeEach
  void open() {
    processes = new ChildProcesses(folder.resolve("children"));
  }

  @AfterEach
  void close() {
    processes.close();
  }

  @Test
  void aChildInheritsNothingOfOurEnvironment() {
    Ended ended = run("env", Map.of("COLOUR", "blue"), LIMITS, LONG);

    assertThat(ended.succeeded()).isTrue();
    assertThat(ended.tail().lines().map(line -> line.replaceFirst("=.*", "")))
        .contains("PATH", "HOME", "TMPDIR", "LANG", "COLOUR")
        .isSubsetOf(
            // What a shell sets by itself, and the mark.
            "PATH",
            "HOME",
            "TMPDIR",
            "LANG",
            "COLOUR",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_",
            ProcessTable.MARK);
  }

  @Test
  void aChildWorksInItsOwnDirectoryWhichGoesWithIt() throws Exception {
    try (Workplace workplace = processes.workplace()) {
      Path own;
      try (Child child = workplace.start(shell("pwd; echo x > here; echo $HOME $TMPDIR", LIMITS))) {
        own = child.directory();
        Ended ended = child.waitFor(LONG);

        assertThat(ended.tail().lines().findFirst()).contains(own.toRealPath().toString());
        assertThat(ended.tail()).contains(own + " " + own.resolve("tmp"));
        assertThat(own.resolve("here")).exists();
      }
      assertThat(own).doesNotExist();
      assertThat(workplace.directory()).exists();
    }
    assertThat(folder.resolve("children")).isEmptyDirectory();
  }

  @Test
  void whatTakesTooLongIsEndedWithAllThatItStarted() throws Exception {
    Path alive = folder.resolve("alive");
    Ended ended =
        run(
            "(while :; do date +%%N > %s; sleep 0.05; done) & sleep 600".formatted(alive),
            Map.of(),
            LIMITS,
            Duration.ofSeconds(1));

    assertThat(ended.cause()).isEqualTo(Cause.TIME);
    assertStill(alive);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDescendantThatLeavesTheGroupIsEndedToo() throws Exception {
    Path alive = folder.resolve("alive");
    String loop = "while :; do date +%%N > %s; sleep 0.05; done".formatted(alive);
    try (Workplace workplace = processes.workplace();
        Child child = workplace.start(shell("setsid sh -c '" + loop + "' & sleep 600", LIMITS))) {
      await(() -> Files.exists(alive));
      assertThat(child.isAlive()).isTrue();
    }
    assertStill(alive);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aChildThatEndedLeavesNoDescendantBehind() throws Exception {
    Path alive = folder.resolve("alive");
    String loop = "while :; do date +%%N > %s; sleep 0.05; done".formatted(alive);
    Ended ended =
        run("setsid sh -c '" + loop + "' >/dev/null 2>&1 & sleep 0.5", Map.of(), LIMITS, LONG);

    assertThat(ended.succeeded()).isTrue();
    assertThat(alive).exists();
    assertStill(alive);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatTakesTooMuchMemoryIsEnded() {
    // `tail` keeps a line until it ends, and this one never does.
    Ended ended = run("tail /dev/zero", Map.of(), new Limits(64 << 20, 0, 50, 0), LONG);

    assertThat(ended.cause()).isEqualTo(Cause.MEMORY);
    assertThat(ended.why()).isEqualTo("took more memory than it may");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatForksWithoutEndIsEnded() {
    Ended ended =
        run("while :; do sleep 500 & done", Map.of(), new Limits(2L << 30, 0, 30, 0), LONG);

    assertThat(ended.cause()).isEqualTo(Cause.PROCESSES);
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aFileDoesNotGrowBeyondItsLimit() throws Exception {
    try (Workplace workplace = processes.workplace();
        Child child = workplace.start(shell("head -c 100000000 /dev/zero > big", LIMITS))) {
      Ended ended = child.waitFor(LONG);

      assertThat(ended.succeeded()).isFalse();
      assertThat(Files.size(child.directory().resolve("big"))).isLessThanOrEqualTo(1 << 20);
    }
  }

  @Test
  void whatPrintsWithoutEndKeepsItsLastWords() {
    Ended ended = run("yes 0123456789 | head -c 30000000; echo last", Map.of(), LIMITS, LONG);

    assertThat(ended.tail()).endsWith("last");
    assertThat(ended.tail().length()).isLessThanOrEqualTo(16 << 10);
  }

  @Test
  void credentialsInAnAddressAreNotKept() {
    Ended ended = run("echo Looking in https://me:secret@host/simple", Map.of(), LIMITS, LONG);

    assertThat(ended.tail()).isEqualTo("Looking in https://***@host/simple");
  }

  @Test
  void anExitIsTold() {
    Ended ended = run("echo no; exit 3", Map.of(), LIMITS, LONG);

    assertThat(ended).isEqualTo(new Ended(Cause.EXIT, 3, "no"));
  }

  @Test
  void aProgramThatIsNotThereIsTold() {
    Ended ended;
    try (Workplace workplace = processes.workplace();
        Child child = workplace.start(new Launch(List.of("no-such-program"), Map.of(), LIMITS))) {
      ended = child.waitFor(LONG);
    }

    assertThat(ended.succeeded()).isFalse();
    assertThat(ended.tail()).contains("no-such-program");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theNextProcessEndsWhatAKilledOneLeft() throws Exception {
    Path alive = folder.resolve("alive");
    Workplace workplace = processes.workplace();
    // Its owner forgets it, as one that was killed does.
    Child orphan =
        workplace.start(
            shell("while :; do date +%%N > %s; sleep 0.05; done".formatted(alive), LIMITS));
    await(() -> Files.exists(alive));

    try (ChildProcesses next = new ChildProcesses(folder.resolve("children"))) {
      assertThat(next.running()).isZero();
      assertThat(orphan.awaitEnd(LONG)).isTrue();
    }
    assertThat(workplace.directory()).doesNotExist();
  }

  @Test
  void absurdLimitsAreRefused() {
    assertThatThrownBy(() -> new Limits(1 << 20, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 process");
  }

  private Ended run(
      String script, Map<String, String> environment, Limits limits, Duration longest) {
    try (Workplace workplace = processes.workplace();
        Child child =
            workplace.start(new Launch(List.of("sh", "-c", script), environment, limits))) {
      return child.waitFor(longest);
    }
  }

  private static Launch shell(String script, Limits limits) {
    return new Launch(List.of("sh", "-c", script), Map.of(), limits);
  }

  /// A file that a living process writes again and again has two contents within this time.
  private static void assertStill(Path file) throws Exception {
    String before = Files.exists(file) ? Files.readString(file) : "";
    Thread.sleep(400);
    assertThat(Files.exists(file) ? Files.readString(file) : "").isEqualTo(before);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for half a minute").isLessThan(deadline);
      Thread.sleep(10);
    }
  }
}
