package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A scoring that is stopped or killed while it writes.
@Timeout(180)
class ScoreCrashTest {
  private static final int ROWS = 1_000_000;

  @TempDir Path folder;

  private List<Object> arguments() throws IOException {
    Path model = Files.writeString(folder.resolve("m.json"), TreeFile.of(List.of("x"), 2));
    Path from = Files.writeString(folder.resolve("in.csv"), "x\n" + "0.25\n".repeat(ROWS));
    Path home = folder.resolve("home");
    return List.of("score", model, from, folder.resolve("out.csv"), "--home", home, "--threads", 1);
  }

  private Process writing(List<Object> arguments) throws IOException, InterruptedException {
    Process running = start(arguments);
    while (running.isAlive() && writtenBytes() == 0) {
      running.waitFor(5, TimeUnit.MILLISECONDS);
    }
    return running;
  }

  @Test
  void isStoppedAndLeavesNothing() throws Exception {
    Process running = writing(arguments());

    running.destroy();

    assertThat(running.waitFor()).isNotZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("m.json", "in.csv", "output.txt");
    }
  }

  @Test
  void leavesNoOutputUnderItsNameAndTheNextOneIsWhole() throws Exception {
    List<Object> arguments = arguments();
    Path to = folder.resolve("out.csv");

    writing(arguments).destroyForcibly().waitFor();

    assertThat(to).doesNotExist();
    assertThat(writtenBytes()).as("it was killed while it wrote").isPositive();
    assertThat(Cli.run(arguments.toArray()).exitCode()).isZero();
    try (Stream<String> lines = Files.lines(to)) {
      assertThat(lines.count()).isEqualTo(ROWS + 1);
    }
  }

  private Process start(List<Object> arguments) throws IOException {
    List<String> command = new ArrayList<>(ChildProcess.java());
    arguments.forEach(argument -> command.add(String.valueOf(argument)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  private long writtenBytes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> part =
          files
              .filter(file -> file.toString().endsWith(".part"))
              .filter(file -> file.toString().contains("out.csv"))
              .findFirst();
      return part.isPresent() ? Files.size(part.get()) : 0;
    }
  }
}
