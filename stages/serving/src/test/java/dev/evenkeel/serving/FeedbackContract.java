package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.ROW;
import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.serving.Observations.Observed;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The truth finds its prediction, on any database.
abstract class FeedbackContract {
  private static final Instant LATER = Serving.START.plus(Duration.ofDays(30));
  private static final Instant END = Serving.START.plus(Duration.ofDays(300));

  @TempDir Path folder;
  private Serving serving;

  abstract Database open();

  @BeforeEach
  void start() {
    serving = new Serving(open(), folder);
    serving.promote(TestModels.always("mid", TestModels.BANDS));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private String predicted() {
    return serving.predict(ROW).prediction(0).path("predictionId").stringValue();
  }

  private List<Observed> all() {
    serving.observations.settle();
    return serving.observations.between(TestModels.NAME, Serving.START, END);
  }

  private Observed only() {
    assertThat(all()).hasSize(1);
    return all().getFirst();
  }

  @Test
  void aNumberFallsIntoItsBand() {
    String id = predicted();
    serving.clock.moveTo(LATER);

    assertThat(serving.tell(id, "60000").status()).isEqualTo(200);

    assertThat(only().truthLabel()).isEqualTo("mid");
    assertThat(only().truthValue()).isEqualTo(60_000);
    assertThat(only().labelledAt()).contains(LATER);
    assertThat(serving.observations.labelledBetween(TestModels.NAME, Serving.START, LATER))
        .isEmpty();
    assertThat(serving.observations.labelledBetween(TestModels.NAME, LATER, END)).hasSize(1);
  }

  @Test
  void aLabelIsTakenAsItIs() {
    serving.tell(predicted(), "\"premium\"");

    assertThat(only().truthLabel()).isEqualTo("premium");
    assertThat(only().truthValue()).isNaN();
  }

  @Test
  void theNewestWordCountsAndTheTimeOfTheFirst() {
    String id = predicted();
    serving.tell(id, "59999");
    serving.clock.moveTo(LATER);

    serving.tell(id, "\"premium\"");

    assertThat(only().truthLabel()).isEqualTo("premium");
    assertThat(only().truthValue()).isNaN();
    assertThat(only().labelledAt()).contains(Serving.START);
  }

  @Test
  void theSameWordAgainChangesNothing() {
    String id = predicted();
    serving.tell(id, "120000");
    Observed before = only();
    serving.clock.moveTo(LATER);

    serving.tell(id, "120000");

    assertThat(only()).isEqualTo(before);
  }

  @Test
  void aTruthThatCannotBeUsedIsRefusedAndStoresNothing() {
    String id = predicted();
    for (String truth : List.of("\"castle\"", "true", "null", "[]", "{}", "1e999")) {
      Problem problem = problem(() -> serving.tell(id, truth));

      assertThat(problem.kind()).as(truth).isEqualTo(Problem.Kind.INPUT);
      assertThat(problem.where()).as(truth).isEqualTo("/truth");
      assertThat(problem.expected()).as(truth).contains("price");
    }
    assertThat(only().labelledAt()).isEmpty();
  }

  @Test
  void aQuantityTakesNumbersOnly() {
    serving.promote(TestModels.number(1));
    String id = predicted();
    for (String truth : List.of("\"7\"", "true", "1e999", "9".repeat(400))) {
      assertThat(problem(() -> serving.tell(id, truth)).expected()).isEqualTo("a number");
    }

    serving.tell(id, "7.25");

    assertThat(only().truthValue()).isEqualTo(7.25);
    assertThat(only().truthLabel()).isEmpty();
    assertThat(only().value()).isEqualTo(1);
  }

  @Test
  void aBodyOfAnotherShapeIsRefused() {
    String path = "/api/v1/predictions/%s/feedback".formatted(predicted());
    for (String body : List.of("{}", "[]", "7", "{\"truht\": 1}", "{\"truth\": 1, \"x\": 2}")) {
      assertThat(problem(() -> serving.call("POST", path, body, Map.of())).where())
          .as(body)
          .isEqualTo("/truth");
    }
    assertThat(problem(() -> serving.call("POST", path, "", Map.of())).kind())
        .isEqualTo(Problem.Kind.MALFORMED);
  }

  @Test
  void anUnknownPredictionIsNotFound() {
    assertThat(problem(() -> serving.tell("nobody", "1")).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(problem(() -> serving.tell("'; drop table serving_prediction; --", "1")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void whatWasToldAndAskedSinceIsTakenBack() {
    String old = predicted();
    String told = predicted();
    serving.tell(told, "1");
    serving.clock.moveTo(LATER);
    serving.tell(old, "1");
    predicted();

    serving.observations.forgetSince(TestModels.NAME, LATER);

    assertThat(all()).extracting(Observed::id).containsExactlyInAnyOrder(old, told);
    assertThat(all()).filteredOn(each -> each.labelledAt().isPresent()).hasSize(1);
    assertThat(serving.tell(old, "70000").status()).isEqualTo(200);
  }

  @Test
  void observationsBecomeTheRowsThatWereAsked() {
    predicted();

    Frame frame = Observations.inputs(TestModels.SIGNATURE.inputs(), all());

    assertThat(frame.names()).containsExactly("area", "rooms", "wall", "garage");
    assertThat(frame.numbers("area")).containsExactly(1500.5);
    assertThat(frame.numbers("rooms")).containsExactly(6);
    assertThat(frame.texts("wall")).containsExactly("brick");
    assertThat(frame.texts("garage")).containsNull();
  }
}
