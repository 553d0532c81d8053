package dev.evenkeel.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class MarkedProcessesTest {
  @Test
  void endsWhatCarriesTheMarkAndNothingElse() throws IOException, InterruptedException {
    String mark = "test-" + UUID.randomUUID();
    Process marked = start(mark);
    Process other = start(mark + "0");
    try {
      while (MarkedProcesses.living(mark).size() < 2) {
        Thread.sleep(5);
      }

      MarkedProcesses.end(mark);

      assertThat(MarkedProcesses.living(mark)).isEmpty();
      assertThat(marked.waitFor()).isNotZero();
      assertThat(other.isAlive()).isTrue();
    } finally {
      MarkedProcesses.end(mark + "0");
      marked.destroyForcibly();
    }
  }

  @Test
  void anEmptyMarkWouldBeThatOfEveryProcess() {
    assertThatThrownBy(() -> MarkedProcesses.end("")).hasMessageContaining("their mark is empty");
  }

  /// A shell and its child in another session.
  private static Process start(String mark) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "setsid sleep 1000 & wait");
    builder.environment().put(MarkedProcesses.VARIABLE, mark);
    return builder.start();
  }
}
