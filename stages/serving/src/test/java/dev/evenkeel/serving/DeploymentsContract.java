package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.ROW;
import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Traffic follows the champion, on any database.
abstract class DeploymentsContract {
  @TempDir Path folder;
  private Serving serving;

  abstract Database open();

  @BeforeEach
  void start() {
    serving = new Serving(open(), folder);
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  @Test
  void swapsUnderLoadWithoutAFailedRequestAndEachAnswerIsOfOneVersion() throws Exception {
    serving.promote(TestModels.always("entry", TestModels.BANDS));
    AtomicBoolean done = new AtomicBoolean();
    Set<String> seen = ConcurrentHashMap.newKeySet();
    List<Future<Integer>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 32; caller++) {
        callers.add(threads.submit(() -> ask(done, seen)));
      }
      for (int swap = 2; swap <= 12; swap++) {
        serving.promote(TestModels.always(TestModels.LABELS.get((swap - 1) % 3), TestModels.BANDS));
        JsonNode after = serving.predict(ROW).prediction(0);
        assertThat(after.path("version").stringValue()).isEqualTo(String.valueOf(swap));
      }
      done.set(true);
    }

    long answered = 0;
    for (Future<Integer> caller : callers) {
      answered += caller.get();
    }
    serving.observations.settle();
    assertThat(answered).isPositive();
    assertThat(seen).contains("12");
    assertThat(
            serving.observations.between(
                TestModels.NAME, Serving.START, Serving.START.plusSeconds(1)))
        .hasSize((int) (answered * 3 + 11 - serving.log.dropped()));
  }

  private int ask(AtomicBoolean done, Set<String> seen) {
    int answered = 0;
    boolean last;
    do {
      last = done.get();
      Answer answer = serving.predict(ROW, ROW, ROW);
      String version = answer.prediction(0).path("version").stringValue();
      String label = TestModels.LABELS.get((Integer.parseInt(version) - 1) % 3);
      for (int row = 0; row < 3; row++) {
        assertThat(answer.prediction(row).path("version").stringValue()).isEqualTo(version);
        assertThat(answer.prediction(row).path("label").stringValue()).isEqualTo(label);
      }
      seen.add(version);
      answered++;
    } while (!last);
    return answered;
  }

  @Test
  void aNewProcessServesTheChampionOfTheOldOne() {
    serving.promote(TestModels.always("entry", TestModels.BANDS));
    serving.promote(TestModels.always("premium", TestModels.BANDS));

    Deployments restarted =
        new Deployments(
            serving.models,
            new Promotions(serving.database, serving.models, serving.clock),
            new TreesRuntime());
    restarted.loadChampions();

    assertThat(Serving.routed(restarted, new Selector.Traffic(), "")).isEqualTo(2);
  }

  @Test
  void aChampionThatCannotBeLoadedKeepsNobodyElseFromAnswering() throws Exception {
    serving.promote(TestModels.always("entry", TestModels.BANDS));
    try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }

    Deployments restarted =
        new Deployments(
            serving.models,
            new Promotions(serving.database, serving.models, serving.clock),
            new TreesRuntime());
    restarted.loadChampions();

    Problem problem = problem(() -> Serving.routed(restarted, new Selector.Traffic(), ""));
    assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_SERVING);
    assertThat(problem.what()).contains("home-sales").contains("could not be loaded");
  }

  @Test
  void versionsThatWereTakenBackAreForgotten() {
    serving.promote(TestModels.always("entry", TestModels.BANDS));
    serving.clock.moveTo(Serving.START.plusSeconds(1));
    serving.promote(TestModels.always("premium", TestModels.BANDS));

    serving.models.forgetSince(TestModels.NAME, Serving.START.plusSeconds(1));
    serving.deployments.forget(TestModels.NAME);

    assertThat(serving.predict(ROW).prediction(0).path("label").stringValue()).isEqualTo("entry");
    ModelVersion second = serving.promote(TestModels.always("mid", TestModels.BANDS));
    assertThat(second.number()).isEqualTo(2);
    assertThat(serving.predict(ROW).prediction(0).path("label").stringValue()).isEqualTo("mid");
  }
}
