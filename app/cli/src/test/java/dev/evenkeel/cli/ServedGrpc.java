package dev.evenkeel.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// [ServedModels] of its own for each class of tests, since some unload a model, and a client that
/// asks them by gRPC.
@Timeout(180)
abstract class ServedGrpc {
  /// What the trees give `stays` for a row whose `x` is 0.
  static final float STAYS = (float) (1 / (1 + Math.exp(-1)));

  static InferenceClient client;
  private static ServedModels served;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    served = ServedModels.start(folder);
    client = new InferenceClient(served.authority());
  }

  @AfterAll
  static void close() {
    client.close();
    served.close();
  }
}
