package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.client.ActiveRun;
import dev.evenkeel.client.Artifacts;
import dev.evenkeel.client.Evenkeel;
import dev.evenkeel.client.EvenkeelException;
import dev.evenkeel.client.Prediction;
import dev.evenkeel.client.Run;
import dev.evenkeel.client.Tracking;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An application with the Java client, against a running Evenkeel.
@Timeout(120)
class ClientTest {
  @TempDir static Path folder;
  private static ServedModels served;
  private static Evenkeel evenkeel;

  private record Customer(double x, double y) {}

  private enum Churn {
    STAYS,
    LEAVES
  }

  @BeforeAll
  static void start() throws IOException {
    served = ServedModels.start(folder);
    evenkeel = Evenkeel.at(served.address());
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Test
  void aRecordIsARowAndAnEnumIsItsLabel() {
    Prediction prediction = evenkeel.model(ServedModels.TREES).predict(new Customer(1.5, 2.5));

    assertThat(prediction.label(Churn.class)).isIn((Object[]) Churn.values());
    assertThat(prediction.probabilities()).containsOnlyKeys("stays", "leaves");
    assertThat(prediction.probability().orElseThrow()).isBetween(0.5, 1.0);
    assertThat(prediction.version()).isEqualTo("1");
    assertThat(prediction.alias()).contains("champion");
    evenkeel.model(ServedModels.TREES).feedback(prediction.id(), "leaves");
  }

  @Test
  void aRowThatTheModelDoesNotTakeIsRefusedByItsPlace() {
    EvenkeelException refusal =
        catchThrowableOfType(
            EvenkeelException.class,
            () -> evenkeel.model(ServedModels.TREES).predict(Map.of("x", "one", "y", 2)));

    assertThat(refusal.status()).isEqualTo(422);
    assertThat(refusal).hasMessageContaining("/instances/0/x");
  }

  @Test
  void aModelOfAnotherContractThanTheClientsRefuses() {
    EvenkeelException refusal =
        catchThrowableOfType(
            EvenkeelException.class,
            () ->
                evenkeel
                    .model(ServedModels.TREES)
                    .underContract("sha256:" + "0".repeat(64))
                    .predict(new Customer(1.5, 2.5)));

    assertThat(refusal.status()).isEqualTo(409);
    assertThat(refusal).hasMessageContaining("another contract");
  }

  @Test
  void aRunIsLoggedSearchedAndRead() throws IOException {
    Tracking tracking = evenkeel.tracking();
    String experiment = tracking.experiment("from java");
    assertThat(tracking.experiment("from java")).isEqualTo(experiment);
    Path plots = Files.createDirectories(folder.resolve("plots/ä b"));
    Files.writeString(plots.resolve("one #1.svg"), "<svg/>");

    String id;
    try (ActiveRun run = tracking.start(experiment, "depth 3")) {
      id = run.id();
      run.parameters(Map.of("depth", 3, "eta", 0.1));
      run.metrics(Map.of("f1", 0.81, "broken", Double.NaN), 0);
      run.metric("f1", 0.83, 1);
      run.tag("kind", "trees");
      run.artifact(folder.resolve("plots"), "figures");
    }

    Run run = tracking.run(id);
    assertThat(run.status()).isEqualTo("FINISHED");
    assertThat(run.parameters()).containsOnly(Map.entry("depth", "3"), Map.entry("eta", "0.1"));
    assertThat(run.metrics()).containsEntry("f1", 0.83).containsEntry("broken", Double.NaN);
    assertThat(run.tags()).containsEntry("kind", "trees");
    assertThat(tracking.search(List.of(experiment), "metrics.f1 > 0.8", "metrics.f1 DESC", 10))
        .extracting(Run::id)
        .containsExactly(id);
    Artifacts artifacts = evenkeel.artifacts();
    Path down = artifacts.download(run.artifacts() + "/figures", folder.resolve("down"));
    assertThat(down.resolve("plots/ä b/one #1.svg")).hasContent("<svg/>");
  }

  @Test
  void nobodyAnswersAtAnotherAddress() {
    EvenkeelException refusal =
        catchThrowableOfType(
            EvenkeelException.class,
            () -> Evenkeel.at(URI.create("http://127.0.0.1:1")).model("m").predict(Map.of()));

    assertThat(refusal.status()).isZero();
    assertThat(refusal).hasMessageContaining("does not answer");
  }
}
