package dev.evenkeel.kubernetes;

import dev.evenkeel.runners.Attempt;
import dev.evenkeel.runners.Exchange;
import dev.evenkeel.runners.Program;
import dev.evenkeel.runners.Scenario;
import dev.evenkeel.runners.StepRunner;
import dev.evenkeel.runners.StepRunnerContract;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The promise of every runner, kept by a Job whose script really runs.
class KubernetesContractTest extends StepRunnerContract {
  @RegisterExtension final MockCluster mock = new MockCluster();

  private Exchange exchange;
  private ExchangeServer server;
  private FakeCluster cluster;

  @BeforeEach
  void open() throws IOException {
    exchange = new Exchange(folder.resolve("runs"), file -> file.source().toURL().openStream());
    server = new ExchangeServer(exchange);
    cluster = new FakeCluster(mock.server(), mock.client(), folder.resolve("cluster"));
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  @Override
  protected StepRunner runner() {
    return new KubernetesRunner(
        mock.client(),
        exchange,
        (_, _) -> Optional.empty(),
        KubernetesSettings.of(Map.of("server", server.address().toString())));
  }

  @Override
  protected Attempt attempt(String id, Scenario scenario) {
    String script =
        switch (scenario) {
          case WELL ->
              """
              echo hello
              echo '{"rmse": 0.25}' > "$EVENKEEL_OUTPUTS"
              printf fine > "$EVENKEEL_OUT_REPORT"
              """;
          case BADLY -> "echo 'oh no'; exit 3";
          case FOREVER -> "sleep 1000";
          case NOTHING -> "true";
          case NAN -> "echo '{\"rmse\": NaN}' > \"$EVENKEEL_OUTPUTS\"";
          case UNDECLARED -> "echo '{\"rsme\": 1}' > \"$EVENKEEL_OUTPUTS\"";
          case TOO_BIG -> "head -c 3145728 /dev/zero > \"$EVENKEEL_OUT_REPORT\"";
        };
    return Attempt.of(id, 1, new Program.Container("busybox:1.37", List.of("sh", "-c", script)));
  }
}
