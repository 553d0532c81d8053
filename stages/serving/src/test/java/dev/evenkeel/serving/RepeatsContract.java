package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.ROW;
import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.serving.Observations.Observed;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same idempotency key is the same prediction, on any database.
abstract class RepeatsContract {
  private static final String OTHER = "{\"area\": 9, \"wall\": \"straw\"}";

  @TempDir Path folder;
  private Serving serving;

  abstract Database open();

  @BeforeEach
  void start() {
    serving = new Serving(open(), folder);
    serving.promote(TestModels.grown(1));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private List<Observed> logged() {
    serving.observations.settle();
    return serving.observations.between(
        TestModels.NAME, Serving.START, Serving.START.plusSeconds(1));
  }

  @Test
  void aRepeatGetsTheFirstAnswerAlthoughTheChampionHasChanged() {
    Answer first = serving.predictOnce("k", ROW, OTHER);
    serving.observations.settle();
    serving.promote(TestModels.always("entry", TestModels.CLASSES));

    Answer again = serving.predictOnce("k", ROW, OTHER);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.prediction(1).path("version").stringValue()).isEqualTo("1");
    assertThat(again.prediction(1).path("warnings").size()).isPositive();
    assertThat(logged()).hasSize(2);
    assertThat(serving.predictOnce("new", ROW).prediction(0).path("version").stringValue())
        .isEqualTo("2");
  }

  @Test
  void aRepeatGetsTheFirstAnswerBeforeItIsCommitted() {
    Promotions unheard = new Promotions(serving.database, serving.models, serving.clock);
    serving.promoteBy(unheard, TestModels.always("entry", TestModels.CLASSES));
    Answer first;
    Answer again;
    try (HeldWrites _ = new HeldWrites(serving.database)) {
      first = serving.predictOnce("k", ROW);
      serving.deployments.refresh(TestModels.NAME);

      again = serving.predictOnce("k", ROW);
    }

    assertThat(first.prediction(0).path("version").stringValue()).isEqualTo("1");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(logged()).hasSize(1);
    assertThat(serving.predictOnce("k", ROW).body()).isEqualTo(first.body());
  }

  @Test
  void manyAtOnceAreOnePrediction() throws Exception {
    Callable<Answer> call = () -> serving.predictOnce("k", ROW);
    List<Future<Answer>> answers;

    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      answers = callers.invokeAll(Collections.nCopies(32, call));
    }

    assertThat(answers.stream().map(answer -> answer.resultNow().body()).distinct()).hasSize(1);
    assertThat(logged()).hasSize(1);
  }

  @Test
  void theSameKeyWithOtherInstancesIsAConflict() {
    serving.predictOnce("k", ROW, ROW);

    for (boolean committed : new boolean[] {false, true}) {
      if (committed) {
        serving.observations.settle();
      }
      for (String[] rows :
          List.of(
              new String[] {ROW},
              new String[] {ROW, OTHER},
              new String[] {ROW, ROW, ROW},
              new String[] {"{}", "{}"})) {
        Problem problem = problem(() -> serving.predictOnce("k", rows));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
        assertThat(problem.where()).isEqualTo("Idempotency-Key");
        assertThat(problem.remedy()).contains("new key");
      }
    }
    assertThat(logged()).hasSize(2);
  }

  @Test
  void theSameRowWrittenOtherwiseIsTheSame() {
    Answer first = serving.predictOnce("k", ROW);
    String otherwise =
        "{\"wall\": \"brick\", \"rooms\": 6.0, \"area\": 1.5005e3, \"garage\": null}";

    assertThat(serving.predictOnce("k", otherwise).body()).isEqualTo(first.body());
  }

  @Test
  void aLargeRequestIsRepeatedAsAWhole() {
    String[] rows = Collections.nCopies(1_201, ROW).toArray(String[]::new);
    Answer first = serving.predictOnce("k", rows);
    serving.observations.settle();

    assertThat(serving.predictOnce("k", rows).body()).isEqualTo(first.body());
    assertThat(
            problem(() ->
                    serving.predictOnce(
                        "k", Collections.nCopies(1_200, ROW).toArray(String[]::new)))
                .kind())
        .isEqualTo(Problem.Kind.CONFLICT);
  }

  @Test
  void aQuantityIsRepeatedToo() {
    serving.promote(TestModels.number(71_500));
    Answer first = serving.predictOnce("k", ROW);
    serving.observations.settle();
    serving.promote(TestModels.grown(2));

    assertThat(serving.predictOnce("k", ROW).body()).isEqualTo(first.body());
  }

  @Test
  void eachVersionAndAliasHasKeysOfItsOwn() {
    serving.promote(TestModels.always("entry", TestModels.CLASSES));
    String body = "{\"instances\": [%s]}".formatted(ROW);
    Map<String, String> key = Map.of("Idempotency-Key", "k");
    Answer champion = serving.predictOnce("k", ROW);

    Answer version = serving.call("POST", "/v1/models/home-sales/versions/1:predict", body, key);

    assertThat(champion.prediction(0).path("version").stringValue()).isEqualTo("2");
    assertThat(version.prediction(0).path("version").stringValue()).isEqualTo("1");
    assertThat(logged()).hasSize(2);
    assertThat(serving.call("POST", "/v1/models/home-sales/versions/1:predict", body, key).body())
        .isEqualTo(version.body());
  }

  @Test
  void aRefusedRequestDoesNotUseUpItsKey() {
    assertThat(serving.predictOnce("k", "{}").status()).isEqualTo(422);

    assertThat(serving.predictOnce("k", ROW).status()).isEqualTo(200);
  }

  @Test
  void aKeyIsNeitherEmptyNorEndless() {
    for (String key : List.of("", "  ", "k".repeat(201))) {
      Problem problem = problem(() -> serving.predictOnce(key, ROW));

      assertThat(problem.kind()).isEqualTo(Problem.Kind.INPUT);
      assertThat(problem.where()).isEqualTo("Idempotency-Key");
    }
    assertThat(serving.predictOnce("k".repeat(200), ROW).status()).isEqualTo(200);
  }

  @Test
  void whatWasTakenBackIsANewPrediction() {
    serving.predictOnce("k", ROW);

    serving.observations.forgetSince(TestModels.NAME, Serving.START);

    assertThat(logged()).isEmpty();
    assertThat(serving.predictOnce("k", OTHER).status()).isEqualTo(200);
    assertThat(logged()).hasSize(1);
  }
}
