package dev.evenkeel.processes;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What is asked of an interpreter and of pip, each in a child process.
final class PythonTools {
  private static final Duration QUESTION = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long GIB = 1L << 30;
  private static final Limits LIMITS = new Limits(4 * GIB, 4 * GIB, 64, 10);
  private static final int TAIL_LINES = 12;
  private static final String ANSWER = "evenkeel:";

  private static final String VERSION_SCRIPT =
      "import sys; print('evenkeel:%d.%d.%d' % sys.version_info[:3])";

  // pip carries `packaging`; a name is the least when neither is there.
  private static final String MISSING_SCRIPT =
      """
      import re, sys
      from importlib import metadata
      try:
          from packaging.requirements import Requirement
      except ImportError:
          try:
              from pip._vendor.packaging.requirements import Requirement
          except ImportError:
              Requirement = None
      for line in sys.argv[1:]:
          try:
              if Requirement is None:
                  metadata.version(re.match(r'[A-Za-z0-9._-]+', line).group())
                  continue
              wanted = Requirement(line)
              if wanted.marker is not None and not wanted.marker.evaluate():
                  continue
              found = metadata.version(wanted.name)
              if wanted.url or not wanted.specifier.contains(found, prereleases=True):
                  print('evenkeel:%s (it has %s)' % (line, found))
          except metadata.PackageNotFoundError:
              print('evenkeel:' + line)
      print('evenkeel:done')
      """;

  private final ChildProcesses processes;
  private final String index;
  private final Duration longest;
  private final Map<Path, String> versions = new ConcurrentHashMap<>();

  PythonTools(ChildProcesses processes, String index, Duration longest) {
    this.processes = processes;
    this.index = index;
    this.longest = longest;
  }

  /// Such as `3.11.7`.
  String version(Path interpreter) {
    return versions.computeIfAbsent(
        interpreter, python -> ask(python, VERSION_SCRIPT, List.of()).getFirst());
  }

  /// The requirements that an interpreter does not fulfil.
  List<String> missing(Path interpreter, Requirements requirements) {
    List<String> answers = ask(interpreter, MISSING_SCRIPT, requirements.packages());
    if (!answers.getLast().equals("done")) {
      throw unusable(interpreter, "it did not answer to the end");
    }
    return answers.subList(0, answers.size() - 1);
  }

  private List<String> ask(Path interpreter, String script, List<String> arguments) {
    List<String> command =
        Stream.concat(Stream.of(interpreter.toString(), "-I", "-c", script), arguments.stream())
            .toList();
    try (Workplace workplace = processes.workplace();
        Child child = workplace.start(new Launch(command, Map.of(), LIMITS))) {
      Ended ended = child.waitFor(QUESTION);
      List<String> answers =
          ended
              .tail()
              .lines()
              .filter(line -> line.startsWith(ANSWER))
              .map(line -> line.substring(ANSWER.length()))
              .toList();
      if (!ended.succeeded() || answers.isEmpty()) {
        throw unusable(interpreter, ended.why() + "\n" + ended.tail());
      }
      return answers;
    }
  }

  /// Makes an environment in a folder.
  void make(Path folder, Path base, Requirements requirements, Consumer<String> progress) {
    progress.accept("making a Python %s environment".formatted(version(base)));
    try (Workplace workplace = processes.workplace()) {
      long deadline = System.nanoTime() + longest.toNanos();
      run(
          workplace,
          List.of(base.toString(), "-I", "-m", "venv", folder.toString()),
          deadline,
          progress);
      if (!requirements.packages().isEmpty()) {
        Path file = workplace.directory().resolve("requirements.txt");
        Files.writeString(file, String.join("\n", requirements.packages()) + "\n");
        run(workplace, install(folder, file), deadline, progress);
      }
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "a Python environment cannot be written",
              "free some space or give the process the right to write")
          .asException(e);
    }
  }

  private static List<String> install(Path folder, Path requirements) {
    return List.of(
        folder.resolve("bin/python").toString(),
        // Not `-I`, which would hide the index from pip.
        "-m",
        "pip",
        "install",
        "--no-input",
        "--retries=2",
        "--disable-pip-version-check",
        "--no-cache-dir",
        "--prefer-binary",
        "--progress-bar=off",
        "-r",
        requirements.toString());
  }

  private void run(
      Workplace workplace, List<String> command, long deadline, Consumer<String> progress) {
    Map<String, String> environment = index.isEmpty() ? Map.of() : Map.of("PIP_INDEX_URL", index);
    try (Child child = workplace.start(new Launch(command, environment, LIMITS))) {
      String said = "";
      while (!child.awaitEnd(LOOK) && System.nanoTime() < deadline) {
        String last = child.tail().lines().reduce("", (_, line) -> line.strip());
        if (!last.equals(said)) {
          progress.accept(last);
          said = last;
        }
      }
      Ended ended = child.waitFor(Duration.ZERO);
      if (!ended.succeeded()) {
        throw failed(ended);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(
              Problem.Kind.ENVIRONMENT, "making a Python environment was stopped", "try again")
          .asException(e);
    }
  }

  private static RuntimeException failed(Ended ended) {
    List<String> lines = ended.tail().lines().toList();
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "the Python environment cannot be made: pip " + ended.why(),
            String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())),
            "the packages of its requirements.txt from a package index",
            "check the network and `runtimes.python.index`, or name an interpreter that has them by"
                + " `runtimes.python.interpreter`")
        .asException();
  }

  private static RuntimeException unusable(Path interpreter, String why) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "`%s` cannot be used as Python: %s".formatted(interpreter.getFileName(), why),
            "",
            "Python 3.9 or newer",
            "install python3, or name another by `runtimes.python.interpreter`")
        .asException();
  }
}
