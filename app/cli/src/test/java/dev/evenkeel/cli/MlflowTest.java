package dev.evenkeel.cli;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The unmodified Python client of MLflow, as a notebook uses it. But for `served.py`, each script
/// also passes against MLflow's own server, so what it asserts is what its users know.
@Timeout(400)
class MlflowTest {
  private static final Path SCRIPTS =
      Path.of("src/test/python/mlflow").toAbsolutePath().normalize();

  @TempDir static Path folder;
  private static Evenkeel evenkeel;

  @BeforeAll
  static void start() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    // The receiver of webhooks.py listens here.
    Files.writeString(home.resolve(ServerConfiguration.FILE), "egress: {allow: [127.0.0.0/8]}");
    evenkeel = Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system());
  }

  @AfterAll
  static void close() {
    evenkeel.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tracking.py", "artifacts.py", "models.py", "webhooks.py", "served.py"})
  void aNotebookWorksAgainstIt(String script) throws IOException, InterruptedException {
    Path python =
        TestPython.named(
            "EVENKEEL_TEST_MLFLOW",
            SCRIPTS.resolveSibling("interop/mlflow.txt"),
            "mlflow",
            "sklearn",
            "xgboost");

    TestPython.run(python, folder, SCRIPTS.resolve(script), evenkeel.address().toString());
  }
}
