package dev.evenkeel.processes;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A directory of its own for one purpose, and the children that work in it. Closing removes it.
public final class Workplace implements AutoCloseable {
  private static final int BLOCK_BYTES = 512;
  private static final int OPEN_FILES = 1024;
  // Memory that is only mapped, such as libraries, counts here and not as resident.
  private static final long MAPPED_BYTES = 2L << 30;
  private static final String PATH_DEFAULT = "/usr/local/bin:/usr/bin:/bin";

  private final ChildProcesses processes;
  private final Path directory;
  private final AtomicInteger started = new AtomicInteger();

  Workplace(ChildProcesses processes, Path directory) {
    this.processes = processes;
    this.directory = directory;
  }

  /// For what its children are to read.
  public Path directory() {
    return directory;
  }

  /// Starts a program; its working directory is new and empty, and goes with it.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `ENVIRONMENT` when it cannot be started
  public Child start(Launch launch) {
    Path own = directory.resolve("child-" + started.incrementAndGet());
    String mark = processes.newMark();
    boolean grouped = onPath("setsid").isPresent();
    try {
      Files.createDirectory(own);
      Path temporary = Files.createDirectory(own.resolve("tmp"));
      ProcessBuilder builder = new ProcessBuilder(command(launch, grouped)).directory(own.toFile());
      Map<String, String> environment = builder.environment();
      environment.clear();
      environment.put("PATH", path());
      environment.put("HOME", own.toString());
      environment.put("TMPDIR", temporary.toString());
      environment.put("LANG", "C.UTF-8");
      environment.putAll(launch.environment());
      environment.put(ProcessTable.MARK, mark);
      builder.redirectErrorStream(true);
      builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      Child child = new Child(builder.start(), processes, own, mark, grouped, launch.limits());
      processes.started(child);
      return child;
    } catch (IOException e) {
      Folders.removeAll(own);
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "`%s` cannot be started".formatted(launch.command().getFirst()),
              "check that it is installed and may be run")
          .asException(e);
    }
  }

  /// Where a program is on the path of the children.
  public static Optional<Path> onPath(String program) {
    for (String folder : path().split(java.io.File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        Path file = Path.of(folder, program);
        if (Files.isExecutable(file) && !Files.isDirectory(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private static String path() {
    String path = System.getenv("PATH");
    return path == null || path.isEmpty() ? PATH_DEFAULT : path;
  }

  /// A shell sets the limits and becomes the program; `setsid` gives it a group of its own.
  private static List<String> command(Launch launch, boolean grouped) {
    Limits limits = launch.limits();
    String script =
        """
        ulimit -c 0; ulimit -n %d; ulimit -f %d; ulimit -v %d 2>/dev/null
        exec nice -n %d "$@"
        """
            .formatted(
                OPEN_FILES,
                limits.fileBytes() / BLOCK_BYTES,
                (limits.memoryBytes() + MAPPED_BYTES) >> 10,
                limits.niceness());
    List<String> command = new ArrayList<>();
    if (grouped) {
      command.add("setsid");
    }
    command.addAll(List.of("sh", "-c", script, "sh"));
    command.addAll(launch.command());
    return command;
  }

  /// Removes the directory; children must have been closed.
  @Override
  public void close() {
    Folders.removeAll(directory);
  }
}
