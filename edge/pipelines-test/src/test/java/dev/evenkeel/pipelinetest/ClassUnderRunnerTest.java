package dev.evenkeel.pipelinetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.authoring.FileRef;
import dev.evenkeel.authoring.StepCode;
import dev.evenkeel.authoring.StepMain;
import dev.evenkeel.base.Json;
import dev.evenkeel.processes.ChildProcesses;
import dev.evenkeel.processes.PythonEnvironments;
import dev.evenkeel.runners.Attempt;
import dev.evenkeel.runners.ExpectedOutput;
import dev.evenkeel.runners.Handle;
import dev.evenkeel.runners.Input;
import dev.evenkeel.runners.Output;
import dev.evenkeel.runners.ProcessRunner;
import dev.evenkeel.runners.Program;
import dev.evenkeel.runners.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A step that is a class, under the runner that servers use.
class ClassUnderRunnerTest {
  record In(double rate, FileRef text) {}

  record Answer(double half, FileRef copy) {}

  /// Halves a rate, and copies a file.
  public static final class Halve implements StepCode<In, Answer> {
    @Override
    public Answer run(In in) throws IOException {
      Path made = Path.of("made.txt");
      Files.writeString(made, Files.readString(in.text().path().orElseThrow()) + "!");
      return new Answer(in.rate() / 2, FileRef.at(made));
    }
  }

  @TempDir Path folder;

  private Progress ended(Attempt attempt) throws InterruptedException {
    try (ChildProcesses children = new ChildProcesses(folder.resolve("children"));
        ProcessRunner runner =
            new ProcessRunner(
                folder.resolve("runs"),
                file ->
                    new ByteArrayInputStream(
                        file.source().getSchemeSpecificPart().getBytes(StandardCharsets.UTF_8)),
                (_, _) -> Optional.empty(),
                new PythonEnvironments(
                    folder.resolve("environments"),
                    children,
                    Optional.empty(),
                    "",
                    Duration.ofMinutes(5)),
                "")) {
      Handle handle = runner.submit(attempt);
      Instant end = Instant.now().plusSeconds(120);
      Progress progress = runner.poll(handle);
      while (!progress.isOver() && Instant.now().isBefore(end)) {
        Thread.sleep(100);
        progress = runner.poll(handle);
      }
      return progress;
    }
  }

  private static Attempt attempt(String rate) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Attempt.of("a-1", 1, new Program.Exec(List.of("./step.sh")))
        .withCode(
            Map.of(
                "step.sh",
                "#!/bin/sh\nexec '%s' -Xmx64m -cp '%s' %s '%s'\n"
                    .formatted(
                        java,
                        System.getProperty("java.class.path"),
                        StepMain.class.getName(),
                        Halve.class.getName())))
        .withInputs(
            List.of(
                new Input.Value("rate", Json.parse(rate.getBytes(StandardCharsets.UTF_8), "rate")),
                new Input.Files(
                    "text", List.of(new Input.Item("", URI.create("text:words"), "", 5)))))
        .withOutputs(
            List.of(
                new ExpectedOutput("half", ExpectedOutput.Kind.VALUE),
                new ExpectedOutput("copy", ExpectedOutput.Kind.FILE)));
  }

  @Test
  void readsAndLeavesWhatTheRunnerLaysOutAndExpects() throws Exception {
    assertThat(ended(attempt("0.5")))
        .isInstanceOfSatisfying(
            Progress.Ok.class,
            ok -> {
              assertThat(ok.outputs().get("half"))
                  .isInstanceOfSatisfying(
                      Output.Value.class,
                      half -> assertThat(half.value().asDouble()).isEqualTo(0.25));
              assertThat(ok.outputs().get("copy"))
                  .isInstanceOfSatisfying(
                      Output.Stored.class, copy -> assertThat(copy.bytes()).isEqualTo(6));
            });
  }

  @Test
  void endsWithTwoWhenItCannotBeCalled() throws Exception {
    assertThat(ended(attempt("\"many\"")))
        .isInstanceOfSatisfying(
            Progress.Failed.class, failed -> assertThat(failed.exit()).isEqualTo(2));
  }
}
