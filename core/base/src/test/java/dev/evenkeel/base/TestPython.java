package dev.evenkeel.base;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// The Python that tests run: `EVENKEEL_TEST_PYTHON`, or `python3` on the path. Without it, a test
/// is skipped; on a build server it fails.
public final class TestPython {
  private static final String VARIABLE = "EVENKEEL_TEST_PYTHON";
  private static final int SECONDS_MAX = 400;

  private TestPython() {}

  /// One that can import these modules.
  public static Path with(String... modules) {
    Optional<Path> python = find();
    return python.isPresent() && imports(python.get(), modules)
        ? python.get()
        : lacking(
            "needs a Python with %s: install them, and name it by %s"
                .formatted(modules.length == 0 ? "venv" : String.join(", ", modules), VARIABLE));
  }

  /// One of its own, since what it holds gets along with nothing else.
  ///
  /// @param variable names it in the environment
  /// @param requirements the file that says what to install
  public static Path named(String variable, Path requirements, String... modules) {
    String given = System.getenv(variable);
    return given != null && !given.isEmpty() && imports(Path.of(given), modules)
        ? Path.of(given)
        : lacking(
            "needs a Python with %s: python3 -m venv V && V/bin/pip install -r %s, then %s=V/bin/python"
                .formatted(String.join(", ", modules), requirements, variable));
  }

  private static Path lacking(String lack) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(lack);
    }
    Assumptions.abort(lack);
    throw new IllegalStateException(lack);
  }

  /// Runs a script to its end.
  public static void run(Path python, Path directory, Path script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python.toString(), script.toString()));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(directory, "python", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    process.destroyForcibly();
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(script + " failed: " + Files.readString(said));
    }
  }

  private static boolean imports(Path python, String... modules) {
    String script = modules.length == 0 ? "import venv" : "import " + String.join(", ", modules);
    try {
      Process process =
          new ProcessBuilder(python.toString(), "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Optional<Path> find() {
    String given = System.getenv(VARIABLE);
    if (given != null && !given.isEmpty()) {
      return Optional.of(Path.of(given));
    }
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(folder.isEmpty() ? "." : folder, "python3");
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
