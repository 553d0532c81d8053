package dev.evenkeel.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.DoubleNode;

/// What every runner promises, wherever it carries attempts.
public abstract class StepRunnerContract {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 10;
  private static final long MIB = 1 << 20;

  @TempDir protected Path folder;

  /// The one that is tested.
  protected abstract StepRunner runner() throws IOException;

  /// What does that, wherever this runner carries it.
  protected abstract Attempt attempt(String id, Scenario scenario);

  protected static String newId() {
    return "att-" + UUID.randomUUID();
  }

  private Attempt declared(Scenario scenario) {
    return attempt(newId(), scenario)
        .withOutputs(
            List.of(
                new ExpectedOutput("rmse", ExpectedOutput.Kind.VALUE),
                new ExpectedOutput("report", ExpectedOutput.Kind.FILE)));
  }

  protected static Progress over(StepRunner runner, Handle handle) {
    return over(runner, handle, PATIENCE);
  }

  protected static Progress over(StepRunner runner, Handle handle, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Progress progress = runner.poll(handle);
    while (!progress.isOver()) {
      assertThat(System.nanoTime()).as("still %s", progress).isLessThan(deadline);
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      progress = runner.poll(handle);
    }
    return progress;
  }

  protected static Progress.Failed failed(StepRunner runner, Attempt attempt) {
    Progress progress = over(runner, runner.submit(attempt));
    assertThat(progress).isInstanceOf(Progress.Failed.class);
    return (Progress.Failed) progress;
  }

  protected static String log(StepRunner runner, Handle handle) {
    StringBuilder text = new StringBuilder();
    long offset = 0;
    for (LogPart part = runner.logs(handle, offset, 1000);
        part.next() > offset;
        part = runner.logs(handle, offset, 1000)) {
      text.append(part.text());
      offset = part.next();
    }
    return text.toString();
  }

  @Test
  void answersWhatTheStepLeft() throws IOException {
    StepRunner runner = runner();
    Handle handle = runner.submit(declared(Scenario.WELL));

    Progress progress = over(runner, handle);

    assertThat(progress).isInstanceOf(Progress.Ok.class);
    Progress.Ok ok = (Progress.Ok) progress;
    assertThat(ok.outputs()).containsOnlyKeys("rmse", "report");
    assertThat(ok.outputs().get("rmse")).isEqualTo(new Output.Value(DoubleNode.valueOf(0.25)));
    Output.Stored report = (Output.Stored) Objects.requireNonNull(ok.outputs().get("report"));
    assertThat(report.files()).isEqualTo(1);
    assertThat(report.bytes()).isEqualTo(4);
    assertThat(Files.readString(report.path())).isEqualTo("fine");
    assertThat(log(runner, handle)).contains("hello");
    assertThat(runner.poll(handle)).isEqualTo(progress);
  }

  @Test
  void saysHowItFailed() throws IOException {
    StepRunner runner = runner();
    Handle handle = runner.submit(declared(Scenario.BADLY));

    Progress.Failed failed = (Progress.Failed) over(runner, handle);

    assertThat(failed.cause()).isEqualTo(Progress.Cause.EXIT);
    assertThat(failed.exit()).isIn(3, -1);
    assertThat(log(runner, handle)).contains("oh no");
  }

  @Test
  void aSecondSubmissionFindsTheFirst() throws IOException {
    StepRunner runner = runner();
    Attempt attempt = attempt(newId(), Scenario.FOREVER);

    Handle first = runner.submit(attempt);
    Handle second = runner.submit(attempt.at(attempt.epoch() + 1));

    assertThat(second).isEqualTo(first);
    assertThat(runner.poll(second).isOver()).isFalse();
    runner.forget(first);
  }

  @Test
  void whatEndedIsNotStartedAgain() throws IOException {
    StepRunner runner = runner();
    Attempt attempt = declared(Scenario.WELL);
    Progress progress = over(runner, runner.submit(attempt));

    Handle again = runner.submit(attempt.at(attempt.epoch() + 1));

    assertThat(runner.poll(again)).isEqualTo(progress);
  }

  @Test
  void stopsWhatWouldNeverEnd() throws IOException {
    StepRunner runner = runner();
    Handle handle = runner.submit(attempt(newId(), Scenario.FOREVER));
    assertThat(runner.poll(handle).isOver()).isFalse();

    runner.stop(handle, Duration.ofMillis(500));

    Progress.Failed failed = (Progress.Failed) over(runner, handle);
    assertThat(failed.cause()).isEqualTo(Progress.Cause.STOPPED);
    runner.stop(handle, Duration.ZERO);
    assertThat(runner.poll(handle)).isEqualTo(failed);
  }

  @Test
  void endsWhatTakesTooLong() throws IOException {
    StepRunner runner = runner();
    Attempt attempt =
        attempt(newId(), Scenario.FOREVER)
            .withLimits(StepLimits.USUAL.withTime(Duration.ofSeconds(1)));

    Progress.Failed failed = failed(runner, attempt);

    assertThat(failed.cause()).isEqualTo(Progress.Cause.TIME);
    assertThat(failed.problem().what()).contains("took longer than 1s");
  }

  @Test
  void namesTheOutputThatIsMissing() throws IOException {
    Progress.Failed failed = failed(runner(), declared(Scenario.NOTHING));

    assertThat(failed.cause()).isEqualTo(Progress.Cause.OUTPUTS);
    assertThat(failed.problem().what()).contains("without its output `rmse`");
  }

  @Test
  void namesTheOutputThatIsNotFinite() throws IOException {
    Progress.Failed failed = failed(runner(), declared(Scenario.NAN));

    assertThat(failed.cause()).isEqualTo(Progress.Cause.OUTPUTS);
    assertThat(failed.problem().what()).isEqualTo("output `rmse` is NaN");
  }

  @Test
  void namesTheOutputThatNobodyDeclared() throws IOException {
    Progress.Failed failed = failed(runner(), declared(Scenario.UNDECLARED));

    assertThat(failed.cause()).isEqualTo(Progress.Cause.OUTPUTS);
    assertThat(failed.problem().what()).isEqualTo("output `rsme` was never declared");
    assertThat(failed.problem().remedy()).contains("or write `rmse`");
  }

  @Test
  void refusesMoreOutputThanIsAllowed() throws IOException {
    Attempt attempt =
        attempt(newId(), Scenario.TOO_BIG)
            .withOutputs(List.of(new ExpectedOutput("report", ExpectedOutput.Kind.FILE)))
            .withLimits(StepLimits.USUAL.withOutput(MIB));

    Progress.Failed failed = failed(runner(), attempt);

    assertThat(failed.cause()).isIn(Progress.Cause.OUTPUTS, Progress.Cause.SPACE);
    assertThat(failed.problem().sentence()).contains("1,048,576 bytes");
  }

  @Test
  void whatWasForgottenIsNotKnownAnyMore() throws IOException {
    StepRunner runner = runner();
    Handle handle = runner.submit(declared(Scenario.WELL));
    over(runner, handle);

    runner.forget(handle);

    assertThat(runner.poll(handle)).isInstanceOf(Progress.Lost.class);
    assertThat(runner.logs(handle, 0, 100).text()).isEmpty();
  }

  @Test
  void whatNobodySubmittedIsLost() throws IOException {
    assertThat(runner().poll(new Handle(newId(), 1))).isInstanceOf(Progress.Lost.class);
  }
}
