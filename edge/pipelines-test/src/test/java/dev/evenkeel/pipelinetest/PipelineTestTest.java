package dev.evenkeel.pipelinetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.authoring.FileRef;
import dev.evenkeel.authoring.ModelRef;
import dev.evenkeel.authoring.None;
import dev.evenkeel.authoring.PipelineBuilder;
import dev.evenkeel.authoring.StepCode;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelinetest.CardFraud.Args;
import dev.evenkeel.pipelinetest.CardFraud.Best;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTestTest {
  private static final Args WEEK = new Args(LocalDate.parse("2026-05-04"), 0.9, false);

  private static PipelineTest cardFraud(double auc) {
    return PipelineTest.of(new CardFraud())
        .fake("split", Map.of("fit", "fit@1", "hold", "hold@1"))
        .fakeBy("fit", attempt -> Map.of("model", "m@" + attempt.inputs().get("depth")))
        .fake("best", new Best(ModelRef.of("m@6"), auc))
        .fake("publish", new None())
        .fake("tell", new None());
  }

  @Test
  void runsClassesAndFakesAsAServerDoes() {
    List<String> models = Collections.synchronizedList(new ArrayList<>());

    FinishedRun run =
        cardFraud(0.95)
            .fakeBy(
                "best",
                attempt -> {
                  models.add(String.valueOf(attempt.inputs().get("models")));
                  return Map.of("model", "m@6", "auc", "0.95");
                })
            .run(WEEK);

    run.assertSucceeded()
        .assertSucceeded("publish")
        .assertAnswered("pull", "txns", "txns@4")
        .assertAnswered("best", new Best(ModelRef.of("m@6"), 0.95))
        .assertAnswered("fit[1]", "model", "m@6");
    assertThat(models).containsExactly("[\"m@4\",\"m@6\",\"m@8\"]");
  }

  @Test
  void tellsWhatWasSkippedAndWhy() {
    FinishedRun run = cardFraud(0.7).run(WEEK);

    run.assertSucceeded().assertSkipped("publish");
    assertThat(run.reason("publish")).contains("best.auc (0.7) >= params.floor (0.9)");
    assertThatThrownBy(() -> run.assertSucceeded("publish"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("Expected step `publish` to be succeeded, but it is skipped")
        .hasMessageContaining("\n  best     succeeded; after fit, split; answers {")
        .hasMessageContaining("\n  publish  skipped; after best; ");
  }

  @Test
  void failsAtAStepAfterAllItsAttempts() {
    FinishedRun run = cardFraud(0.95).failing("fit", "no convergence").run(WEEK);

    run.assertFailedAt("fit").assertAttempts("fit[0]", 3);
    assertThatThrownBy(run::assertSucceeded)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("FAILED")
        .hasMessageContaining("no convergence")
        .hasMessageContaining("attempt 3")
        .hasRootCauseMessage("no convergence");
    assertThatThrownBy(() -> run.assertFailedAt("best"))
        .hasMessageContaining("to fail at `best`, but it failed at `fit`");
  }

  @Test
  void goesOnWithoutAnOptionalStep() {
    FinishedRun run = cardFraud(0.95).failing("tell", "nobody listens").run(WEEK);

    run.assertSucceeded().assertFailed("tell");
  }

  @Test
  void refusesWhereATestSaysSo() {
    FinishedRun run = cardFraud(0.95).refusing("publish").run(WEEK);

    run.assertFailedAt("publish");
    assertThatThrownBy(() -> cardFraud(1).refusing("pull"))
        .hasMessage("Cannot refuse step pull: nobody is asked to approve it");
  }

  @Test
  void endsARunThatTakesTooLong() {
    assertThatThrownBy(() ->
            cardFraud(0.95)
                .fakeBy(
                    "split",
                    _ -> {
                      Thread.sleep(Duration.ofMinutes(5));
                      return Map.of();
                    })
                .within(Duration.ofSeconds(1))
                .run(WEEK))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("Expected the run of card-fraud to end within PT1S\n")
        .hasMessageContaining("\n  split    running; after pull");
  }

  @Test
  void demandsAFakeForWhatItCannotRun() {
    assertThatThrownBy(() -> PipelineTest.of(new CardFraud()).run(WEEK))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("python");
    assertThatThrownBy(() -> PipelineTest.of(new CardFraud()).fake("fitt", Map.of()))
        .hasMessageContaining("fitt");
  }

  record Text(FileRef text) {}

  record Length(long length) {}

  /// Writes a file.
  public static final class Write implements StepCode<None, Text> {
    @Override
    public Text run(None in) throws IOException {
      return new Text(FileRef.at(Files.writeString(Files.createTempFile("a", "b"), "words")));
    }
  }

  /// Reads it.
  public static final class Read implements StepCode<Text, Length> {
    @Override
    public Length run(Text in) throws IOException {
      return new Length(Files.size(in.text().path().orElseThrow()));
    }
  }

  @Test
  void handsFilesFromStepToStep() {
    FinishedRun run =
        PipelineTest.of(
                () -> {
                  var b = PipelineBuilder.of("files");
                  var write = b.java("write", Write.class);
                  b.java("read", Read.class).in(Text::text).from(write.out(Text::text));
                  return b.build();
                })
            .run();

    run.assertSucceeded().assertAnswered("read", new Length(5));
  }

  @Test
  void readsFiles(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.yaml"),
            "version: 1\nname: p\nsteps:\n  a: {out: {n: number}}\n  b: {after: [a]}\n");

    PipelineTest.of(file)
        .fake("a", Map.of("n", "1"))
        .fake("b", Map.of())
        .run()
        .assertSucceeded()
        .assertAnswered("a", "n", "1");
  }
}
