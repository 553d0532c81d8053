package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.PredictionLog;
import dev.evenkeel.serving.ServingRoutes;
import dev.evenkeel.serving.ServingSettings;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A model that can do so much and no more, asked for twice as much over a real port.
@Timeout(120)
class OverloadTest {
  private static final long CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SECONDS = 4;
  private static final String BODY = "{\"instances\": [{\"x\": 1.5}]}";

  @TempDir Path folder;

  /// 20 ms a call: 50 a second.
  private static final class Slow extends OneAtATimeModel {
    @Override
    void await(double[] x) {
      LockSupport.parkNanos(CALL_NANOS);
    }
  }

  @Test
  void twiceAsMuchAsItCanDoKeepsTheMostItCanDo() throws Exception {
    Clock clock = Clock.system();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Database database = TestDatabases.sqlite(folder);
        PredictionLog log = new PredictionLog(database)) {
      Models models = new Models(database, new LocalBlobStore(folder.resolve("blobs")), clock);
      Promotions promotions = new Promotions(database, models, clock);
      ServingSettings usual = ServingSettings.defaults();
      ServingSettings settings =
          new ServingSettings(
              0,
              100,
              Duration.ofMillis(300),
              1,
              usual.timeout(),
              usual.memoryBytesMax(),
              usual.modelBytesMax(),
              List.of(),
              false);
      try (Deployments deployments =
              new Deployments(
                  database,
                  models,
                  new Aliases(database, clock),
                  promotions,
                  new Slow(),
                  clock,
                  meters,
                  settings);
          HttpServer server =
              HttpServer.start(
                  0, new ServingRoutes(database, models, deployments, log, clock).routes())) {
        promotions.promote(
            models.register(OneAtATimeModel.version()),
            (_, _) -> new Verdict.Pass(""),
            "test",
            _ -> {});
        URI address =
            URI.create("http://127.0.0.1:%d/v1/models/m:predict".formatted(server.port()));

        double peak = openLoop(address, 50).goodput();
        Seen overload = openLoop(address, 100);

        assertThat(overload.goodput()).isGreaterThan(0.9 * peak);
        assertThat(overload.refused()).isPositive();
        assertThat(overload.other()).isEmpty();
      }
    }
  }

  /// @param good answered within a second
  private record Seen(int good, int refused, List<String> other) {
    double goodput() {
      return (double) good / SECONDS;
    }
  }

  /// Sends at its own pace, whatever comes back.
  private static Seen openLoop(URI address, int perSecond) throws Exception {
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .header("Evenkeel-Timeout-Ms", "1000")
              .POST(BodyPublishers.ofString(BODY))
              .build();
      long next = System.nanoTime();
      for (int number = 0; number < perSecond * SECONDS; number++) {
        LockSupport.parkNanos(next - System.nanoTime());
        next += TimeUnit.SECONDS.toNanos(1) / perSecond;
        answers.add(threads.submit(() -> client.send(request, BodyHandlers.ofString())));
      }
      int good = 0;
      int refused = 0;
      List<String> other = new ArrayList<>();
      for (Future<HttpResponse<String>> each : answers) {
        HttpResponse<String> answer = each.get();
        if (answer.statusCode() == 200) {
          good++;
        } else if (answer.statusCode() == 429
            && answer.headers().firstValue("Retry-After").orElse("").matches("[1-9]\\d*")) {
          refused++;
        } else {
          other.add(answer.statusCode() + " " + answer.body());
        }
      }
      return new Seen(good, refused, other);
    }
  }
}
