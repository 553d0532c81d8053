package dev.evenkeel.runners;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.processes.Workplace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// From the program of an attempt to the command that is started, with its limits around it.
final class Commands {
  static final String PATH_DEFAULT = "/usr/local/bin:/usr/bin:/bin";
  static final String PATH = "PATH";

  private static final int BLOCK_BYTES = 512;
  private static final int OPEN_FILES = 4096;
  private static final int NICENESS = 5;
  // Stacks of threads and buffers of numerical libraries that are never touched.
  private static final long DATA_SLACK_BYTES = 2L << 30;

  private Commands() {}

  /// The path on which an attempt's programs are looked for.
  static String path(Attempt attempt) {
    return attempt.environment().getOrDefault(PATH, PATH_DEFAULT);
  }

  /// The program of an `exec` step with its arguments, found.
  static List<String> found(Attempt attempt, Program.Exec exec) {
    String program = exec.command().getFirst();
    List<String> command = new ArrayList<>(exec.command());
    if (program.startsWith("/")) {
      Path file = Path.of(program);
      throw refused(
          "program `%s` is named by its place on one machine".formatted(Names.abbreviate(program)),
          "a name that is looked for on PATH, or a file of the step's code",
          "write `%s` and declare PATH: %s".formatted(file.getFileName(), file.getParent()));
    }
    if (program.contains("/")) {
      String name = program.startsWith("./") ? program.substring(2) : program;
      if (!attempt.code().getOrDefault(name, "").startsWith("#!")) {
        throw refused(
            "program `%s` is no script of the step's code".formatted(Names.abbreviate(program)),
            "a file among %s whose first line begins with `#!`".formatted(attempt.code().keySet()),
            "add it to the code");
      }
      command.set(0, "./" + name);
      return command;
    }
    command.set(
        0,
        onPath(program, path(attempt))
            .orElseThrow(() -> missing(program, path(attempt)))
            .toString());
    return command;
  }

  /// The script of a Python step with its arguments.
  static List<String> python(Attempt attempt, Program.Python python, Path interpreter) {
    List<String> command = new ArrayList<>(List.of(interpreter.toString(), python.script()));
    command.addAll(python.arguments());
    checkScript(attempt, python);
    return command;
  }

  static void checkScript(Attempt attempt, Program.Python python) {
    if (!attempt.code().containsKey(python.script())) {
      throw refused(
          "script `%s` is not in the step's code".formatted(Names.abbreviate(python.script())),
          "one of %s".formatted(attempt.code().keySet()),
          "add it to the code");
    }
  }

  private static Optional<Path> onPath(String program, String path) {
    for (String folder : path.split(":", -1)) {
      // A relative folder would be looked for in the step's own.
      if (folder.startsWith("/")) {
        Path file = Path.of(folder, program);
        if (Files.isRegularFile(file) && Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /// With limits, a group of its own, and a user of its own where there is one. A shell sets the
  /// limits and becomes the program.
  static List<String> around(List<String> program, StepLimits limits, Optional<RunAs> runAs) {
    String script =
        """
        umask 022
        ulimit -c 0
        ulimit -n %d 2>/dev/null || true
        ulimit -f %d 2>/dev/null || true
        ulimit -d %d 2>/dev/null || true
        exec "$@"
        """
            .formatted(OPEN_FILES, limits.outputBytes() / BLOCK_BYTES + 1, dataBytes(limits) >> 10);
    List<String> command = new ArrayList<>();
    Workplace.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
    command.addAll(List.of(tool("sh"), "-c", script, "sh"));
    command.addAll(List.of(tool("nice"), "-n", String.valueOf(NICENESS)));
    runAs.ifPresent(user -> command.addAll(user.command()));
    command.addAll(program);
    return command;
  }

  /// Where a tool of ours is; the program's own PATH may not lead to it.
  static String tool(String name) {
    return Workplace.onPath(name).map(Path::toString).orElse(name);
  }

  static long dataBytes(StepLimits limits) {
    return limits.memoryBytes() + DATA_SLACK_BYTES;
  }

  private static ProblemException missing(String program, String path) {
    return refused(
        "program `%s` is not installed".formatted(Names.abbreviate(program)),
        "an executable file of that name in one of " + path.replace(":", ", "),
        "install it on this machine, or declare a PATH that leads to it in the step's environment");
  }

  private static ProblemException refused(String what, String expected, String remedy) {
    return new Problem(Problem.Kind.INPUT, what, "", expected, remedy).asException();
  }
}
