package dev.evenkeel.runtimes.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Our own files for Python, which need nothing but its standard library and the model's packages.
final class Scripts {
  static final String WORKER = "evenkeel_worker.py";
  static final String CONVERT = "evenkeel_convert.py";
  private static final List<String> ALL = List.of("evenkeel_model.py", WORKER, CONVERT);

  /// Workers run beside each other: threads of each would only wait for the others.
  static final Map<String, String> ONE_THREAD =
      Map.of(
          "OMP_NUM_THREADS", "1",
          "OPENBLAS_NUM_THREADS", "1",
          "MKL_NUM_THREADS", "1",
          "LOKY_MAX_CPU_COUNT", "1",
          "MALLOC_ARENA_MAX", "2");

  private Scripts() {}

  /// Writes them into a folder.
  static void into(Path folder) throws IOException {
    for (String name : ALL) {
      try (InputStream script = Scripts.class.getResourceAsStream(name)) {
        if (script == null) {
          throw new IOException("the build lacks " + name);
        }
        Files.copy(script, folder.resolve(name));
      }
    }
  }

  /// A script's command.
  static List<String> command(Path python, Path folder, String script) {
    // Isolated, so that neither the environment nor the working directory adds modules.
    return List.of(python.toString(), "-I", "-B", folder.resolve(script).toString());
  }
}
