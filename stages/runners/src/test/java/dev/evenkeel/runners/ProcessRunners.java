package dev.evenkeel.runners;

import dev.evenkeel.processes.ChildProcesses;
import dev.evenkeel.processes.PythonEnvironments;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Process runners on a folder, and what they run in tests.
final class ProcessRunners implements AutoCloseable {
  static final String SECRET = "correct-horse-battery-staple";

  private final Path folder;
  private final ChildProcesses children;
  private final List<ProcessRunner> made = new ArrayList<>();

  ProcessRunners(Path folder) {
    this.folder = folder;
    this.children = new ChildProcesses(folder.resolve("children"));
  }

  ProcessRunner runner() {
    return runner("", "");
  }

  ProcessRunner runner(String runAs) {
    return runner(runAs, "");
  }

  ProcessRunner runner(String runAs, String index) {
    PythonEnvironments environments =
        new PythonEnvironments(
            folder.resolve("environments"),
            children,
            Optional.empty(),
            index,
            Duration.ofMinutes(5));
    ProcessRunner runner =
        new ProcessRunner(
            folder.resolve("runs"),
            file ->
                new ByteArrayInputStream(
                    file.source().getSchemeSpecificPart().getBytes(StandardCharsets.UTF_8)),
            (attempt, reference) ->
                reference.equals("horse")
                    ? Optional.of(SECRET)
                    : reference.equals("short") ? Optional.of("abc") : Optional.empty(),
            environments,
            runAs);
    made.add(runner);
    return runner;
  }

  /// A step whose program is a script of the shell.
  static Attempt shell(String id, String script) {
    return Attempt.of(id, 1, new Program.Exec(List.of("./step.sh")))
        .withCode(Map.of("step.sh", "#!/bin/sh\n" + script + "\n"));
  }

  @Override
  public void close() {
    made.forEach(ProcessRunner::close);
    children.close();
  }
}
