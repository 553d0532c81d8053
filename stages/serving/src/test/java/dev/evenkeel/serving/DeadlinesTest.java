package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.oip.InferRequest;
import dev.evenkeel.serving.oip.Inference;
import dev.evenkeel.store.TestDatabases;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A model that does not answer, asked at every door by a client that does not wait.
@Timeout(60)
class DeadlinesTest {
  private static final String M = TestModels.NAME;
  private static final String NAMED = "/v1/models/%s:predict".formatted(M);
  private static final String OIP = "/v2/models/%s/infer".formatted(M);
  private static final String INSTANCES = "{\"instances\": [{\"x\": 1.5}]}";
  private static final String TENSORS =
      "{%s\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP64\", \"data\": [1.5]}]}";
  private static final String DAY = "86400000";
  private static final Map<String, String> SHORT = Map.of(Deadlines.HEADER, "20");

  private final CountDownLatch answers = new CountDownLatch(1);
  @TempDir Path folder;

  /// Whose own time is so long.
  private Serving stuck(Duration usual) {
    Serving serving = new Serving(TestDatabases.sqlite(folder), folder, settings(usual));
    serving.runtime.behaviours.put("stuck", new Stuck(answers));
    serving.promote(TestModels.fake(M, "stuck"));
    return serving;
  }

  private static ServingSettings settings(Duration timeout) {
    ServingSettings usual = ServingSettings.defaults();
    return new ServingSettings(
        usual.concurrency(),
        usual.queueRowsMax(),
        usual.queueTimeMax(),
        usual.batchRowsMax(),
        timeout,
        usual.memoryBytesMax(),
        usual.modelBytesMax(),
        usual.required(),
        usual.tritonMetrics());
  }

  /// Answers when it is let, and while it is loaded.
  private static final class Stuck extends FakeRuntime.Behaviour {
    private final CountDownLatch answers;
    private volatile boolean isLoaded;

    Stuck(CountDownLatch answers) {
      this.answers = answers;
    }

    @Override
    double[] predict(Frame rows) {
      if (isLoaded) {
        try {
          answers.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      isLoaded = true;
      return new double[rows.rows()];
    }
  }

  @AfterEach
  void letItAnswer() {
    answers.countDown();
  }

  private static int ask(Serving serving, String path, String body, Map<String, String> headers) {
    return serving.send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers).status();
  }

  private static int raw(Serving serving, Map<String, String> headers) {
    return serving.send("POST", OIP, ByteBuffer.allocate(Double.BYTES).array(), headers).status();
  }

  private static void askAsGrpc(Serving serving) {
    Tensor x =
        new Tensor(
            "x", Datatype.FP64, List.of(1L), new Tensor.Fixed(ByteBuffer.allocate(Double.BYTES)));
    new Inference(serving.deployments, serving.log, serving.clock)
        .infer(
            new InferRequest(
                M,
                new Selector.Traffic(),
                "",
                List.of(x),
                List.of(),
                Deadlines.NONE,
                "",
                "",
                AnsweredRequest.GRPC));
  }

  private static double rejected(Serving serving, String protocol) {
    return serving
        .meters
        .get("evenkeel.predictions")
        .tags("protocol", protocol, "outcome", "rejected")
        .counter()
        .count();
  }

  private static Problem.Kind named(Serving serving, Map<String, String> headers) {
    return problem(() -> ask(serving, NAMED, INSTANCES, headers)).kind();
  }

  @Test
  void theHeaderHoldsAtEveryDoor() {
    try (Serving serving = stuck(Duration.ofDays(1))) {
      assertThat(named(serving, SHORT)).isEqualTo(Problem.Kind.TIMEOUT);
      assertThat(ask(serving, OIP, TENSORS.formatted(""), SHORT)).isEqualTo(504);
      assertThat(
              raw(serving, Map.of("Inference-Header-Content-Length", "0", Deadlines.HEADER, "20")))
          .isEqualTo(504);
      assertThat(ask(serving, "/invocations", INSTANCES, SHORT)).isEqualTo(504);

      assertThat(rejected(serving, AnsweredRequest.NAMED)).isEqualTo(1);
      assertThat(rejected(serving, AnsweredRequest.V2)).isEqualTo(2);
      assertThat(rejected(serving, AnsweredRequest.INVOCATIONS)).isEqualTo(1);
    }
  }

  @Test
  void theServersTimeHoldsForThoseWhoSayNothing() {
    try (Serving serving = stuck(Duration.ofMillis(20))) {
      assertThat(named(serving, Map.of())).isEqualTo(Problem.Kind.TIMEOUT);
      assertThat(ask(serving, OIP, TENSORS.formatted(""), Map.of())).isEqualTo(504);
      assertThat(raw(serving, Map.of("Inference-Header-Content-Length", "0"))).isEqualTo(504);
      assertThat(ask(serving, "/invocations", INSTANCES, Map.of())).isEqualTo(504);
      assertThat(problem(() -> askAsGrpc(serving)).kind()).isEqualTo(Problem.Kind.TIMEOUT);
    }
  }

  @Test
  void theEarlierOfHeaderAndParameterHolds() {
    String early = TENSORS.formatted("\"parameters\": {\"timeout\": 20000}, ");
    String late = TENSORS.formatted("\"parameters\": {\"timeout\": %s000}, ".formatted(DAY));
    try (Serving serving = stuck(Duration.ofDays(1))) {
      assertThat(ask(serving, OIP, early, Map.of(Deadlines.HEADER, DAY))).isEqualTo(504);
      assertThat(ask(serving, OIP, late, SHORT)).isEqualTo(504);
    }
  }

  @Test
  void aClientMayWaitLongerThanTheServersTime() {
    answers.countDown();
    Map<String, String> headers = Map.of(Deadlines.HEADER, DAY);
    try (Serving serving = stuck(Duration.ofNanos(1))) {
      assertThat(ask(serving, OIP, TENSORS.formatted(""), headers)).isEqualTo(200);
      assertThat(ask(serving, "/invocations", INSTANCES, headers)).isEqualTo(200);
      assertThat(ask(serving, OIP, TENSORS.formatted(""), Map.of())).isEqualTo(504);
    }
  }

  @Test
  void whatIsNoNumberOfMillisecondsIsRefusedAtEveryDoor() {
    try (Serving serving = stuck(Duration.ofDays(1))) {
      for (String wrong : List.of("0", "-1", "soon", "1.5", "9999999999")) {
        Map<String, String> headers = Map.of(Deadlines.HEADER, wrong);

        assertThat(named(serving, headers)).isEqualTo(Problem.Kind.MALFORMED);
        assertThat(ask(serving, OIP, TENSORS.formatted(""), headers)).isEqualTo(400);
        assertThat(ask(serving, "/invocations", INSTANCES, headers)).isEqualTo(400);
      }
    }
  }
}
