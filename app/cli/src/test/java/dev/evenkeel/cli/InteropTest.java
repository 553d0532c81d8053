package dev.evenkeel.cli;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.evenkeel.base.TestPython;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The usual clients of the Open Inference Protocol, unmodified. Each script asserts what its
/// client gives to its user: values, types and exceptions.
@Timeout(300)
class InteropTest {
  private static final Path SCRIPTS =
      Path.of("src/test/python/interop").toAbsolutePath().normalize();

  /// Said by `.ci/run` where no Python is as old as a client wants it.
  private static final String LEFT_OUT = "left-out";

  @TempDir static Path folder;
  private static ServedModels served;

  @BeforeAll
  static void start() throws IOException {
    served = ServedModels.start(folder);
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource({
    "triton_http.py,    EVENKEEL_TEST_TRITON,   tritonclient.http, triton.txt",
    "triton_grpc.py,    EVENKEEL_TEST_TRITON,   tritonclient.grpc, triton.txt",
    "kserve_clients.py, EVENKEEL_TEST_KSERVE,   kserve,            kserve.txt",
    "mlserver_infer.py, EVENKEEL_TEST_MLSERVER, mlserver,          mlserver.txt"
  })
  void aClientGetsWhatTheModelAnswers(
      String script, String variable, String module, String requirements)
      throws IOException, InterruptedException {
    assumeFalse(LEFT_OUT.equals(System.getenv(variable)), script + " is left out by " + variable);
    Path python = TestPython.named(variable, SCRIPTS.resolve(requirements), module);

    TestPython.run(
        python,
        folder,
        SCRIPTS.resolve(script),
        served.address().toString(),
        ServedModels.GRAPHS.toString());
  }
}
