package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Our commands at a server with TLS by an authority of the company's own.
@Timeout(120)
class GuardedCommandTest {
  @TempDir Path folder;

  private static String run(String token, List<String> options, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(ChildProcess.java());
    command.addAll(1, options);
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("EVENKEEL_TOKEN", token);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + ": " + said;
  }

  @Test
  void theyTrustWhatTheirJvmIsToldToAndSendTheirToken() throws Exception {
    try (GuardedDoor door = new GuardedDoor(folder)) {
      List<String> trust =
          List.of(
              "-Djavax.net.ssl.trustStore=" + door.trustStore(),
              "-Djavax.net.ssl.trustStorePassword=" + GuardedDoor.STORE_PASSWORD);
      Object[] create = {"experiment", "create", "mine", "--server", door.address()};

      assertThat(run(door.editor().token(), trust, create)).startsWith("0: ");
      assertThat(
              run(door.viewer().token(), trust, "experiment", "list", "--server", door.address()))
          .startsWith("0: ")
          .contains("mine");
      assertThat(run(door.viewer().token(), trust, create))
          .contains("vera may not do this", "the role editor");
      assertThat(run(door.editor().token(), List.of(), create))
          .startsWith("6: ")
          .contains("no trusted connection to https://localhost", "javax.net.ssl.trustStore");
    }
  }
}
