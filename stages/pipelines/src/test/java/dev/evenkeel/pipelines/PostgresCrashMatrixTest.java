package dev.evenkeel.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.TestDatabases;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PostgresCrashMatrixTest extends CrashMatrixContract {
  @Override
  String url() {
    return TestDatabases.postgresUrl();
  }

  /// In the middle of a transaction it holds the lock of the run, so that the others wait: see the
  /// test of one that sleeps alone.
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"IN_START", "IN_CANCEL", "IN_CLAIM", "IN_COMMIT"})
  void nothingIsLostOrDoneTwiceWhenANodeSleepsPastItsLeaseAndWakes(FaultPoint point)
      throws Exception {
    String url = url();
    Process victim = victim(url, point);
    try {
      Optional<String> runId = reach(victim, point);
      signal(victim, "STOP");

      try (Node survivor = Node.working(url)) {
        PipelineRun before = survivor.finishes(point, runId);
        wake(victim);
        // Long enough for a late commit to be tried.
        Thread.sleep(CrashNode.HEARTBEAT.multipliedBy(3));

        assertThat(survivor.runs.run(before.id())).contains(before);
        survivor.oracle(before);
      }
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }
}
