package dev.evenkeel.pipelinetest;

import dev.evenkeel.authoring.Ports;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.definition.Pipeline;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A run that has ended, and what a test expects of it. What does not hold throws an
/// [AssertionError] that shows every step; its cause is what a step threw first.
public final class FinishedRun {
  private final Pipeline pipeline;
  private final PipelineRun run;
  private final Optional<Throwable> thrown;

  FinishedRun(Pipeline pipeline, PipelineRun run, Optional<Throwable> thrown) {
    this.pipeline = pipeline;
    this.run = run;
    this.thrown = thrown;
  }

  /// The run itself.
  public PipelineRun run() {
    return run;
  }

  /// The run has succeeded.
  public FinishedRun assertSucceeded() {
    return demand(
        run.state() == State.SUCCEEDED,
        "the run of %s to succeed".formatted(pipeline.name()),
        told(run.state(), run.message()));
  }

  /// The run has failed, and this step was the first to fail.
  public FinishedRun assertFailedAt(String step) {
    StepRun own = step(step);
    String first =
        run.steps().stream()
            .filter(other -> other.state() == State.FAILED)
            .filter(other -> other.item().isEmpty() && !pipeline.step(other.name()).optional())
            .map(StepRun::name)
            .findFirst()
            .orElse("");
    return demand(
        run.state() == State.FAILED && first.equals(own.name()),
        "the run of %s to fail at `%s`".formatted(pipeline.name(), step),
        first.isEmpty() ? told(run.state(), run.message()) : "it failed at `%s`".formatted(first));
  }

  /// A step was skipped.
  public FinishedRun assertSkipped(String step) {
    return assertState(step, State.SKIPPED);
  }

  /// A step has succeeded.
  public FinishedRun assertSucceeded(String step) {
    return assertState(step, State.SUCCEEDED);
  }

  /// A step has failed, whatever became of the run.
  public FinishedRun assertFailed(String step) {
    return assertState(step, State.FAILED);
  }

  /// A step was attempted so often.
  public FinishedRun assertAttempts(String step, int attempts) {
    int own = step(step).attempt();
    return demand(
        own == attempts,
        "%d attempts of step `%s`".formatted(attempts, step),
        "there were %d".formatted(own));
  }

  /// A step has answered this, perhaps beside more.
  public FinishedRun assertAnswered(String step, String output, String value) {
    String own = output(step).getOrDefault(output, "nothing");
    return demand(
        own.equals(value),
        "step `%s` to answer %s = %s".formatted(step, output, value),
        "it answered " + own);
  }

  /// A step has answered exactly this.
  public FinishedRun assertAnswered(String step, Record answer) {
    Map<String, String> own = output(step);
    Map<String, String> wanted = Ports.texts(answer);
    return demand(
        own.equals(wanted), "step `%s` to answer %s".formatted(step, wanted), "it answered " + own);
  }

  private FinishedRun assertState(String step, State state) {
    StepRun own = step(step);
    return demand(
        own.state() == state,
        "step `%s` to be %s".formatted(step, state.name().toLowerCase(Locale.ROOT)),
        told(own.state(), own.message()));
  }

  /// What a step answered, or one of the runs of a step with `each`: `fit[0]`.
  public Map<String, String> output(String step) {
    return step(step).output();
  }

  /// Why a step was skipped, or why it failed; empty for one that succeeded.
  public String reason(String step) {
    StepRun own = step(step);
    return own.message().isEmpty() ? own.reason() : own.message();
  }

  private StepRun step(String name) {
    List<String> names = run.steps().stream().map(StepRun::name).toList();
    return run.steps().stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Cannot find step %s: pipeline %s has %s".formatted(name, pipeline.name(), names)));
  }

  private FinishedRun demand(boolean holds, String expected, String seen) {
    if (!holds) {
      String message = "Expected %s, but %s%n%s".formatted(expected, seen, this);
      throw thrown
          .map(cause -> new AssertionError(message, cause))
          .orElseGet(() -> new AssertionError(message));
    }
    return this;
  }

  private static String told(State state, String message) {
    String told = "it is " + state.name().toLowerCase(Locale.ROOT);
    return message.isEmpty() ? told : told + ": " + message;
  }

  /// Every step with its state and what it says of it.
  @Override
  public String toString() {
    return Picture.of(pipeline, run);
  }
}
