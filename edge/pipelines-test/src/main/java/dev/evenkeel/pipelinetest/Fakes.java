package dev.evenkeel.pipelinetest;

import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.Execution;
import dev.evenkeel.pipelines.definition.Execution.Retry;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.pipelinetest.PipelineTest.Attempt;
import dev.evenkeel.pipelinetest.PipelineTest.Fake;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Puts fakes in the place of steps; all else of a pipeline stays as it is.
final class Fakes {
  private Fakes() {}

  static Pipeline in(Pipeline pipeline, Set<String> faked, Duration backoffMax) {
    return new Pipeline(
        pipeline.name(),
        pipeline.parameters(),
        pipeline.settings(),
        pipeline.steps().stream()
            .map(step -> step(step, faked.contains(step.name()), backoffMax))
            .toList());
  }

  private static Step step(Step step, boolean isFaked, Duration backoffMax) {
    Execution own = step.execution();
    Retry retry = sooner(own.retry(), backoffMax);
    return new Step(
        step.name(),
        isFaked ? action(step.name()) : step.uses(),
        step.after(),
        step.in(),
        step.out(),
        isFaked ? Map.of() : step.with(),
        step.when(),
        step.each(),
        step.optional(),
        step.approval(),
        new Execution(
            retry,
            own.timeout(),
            own.cache(),
            own.resources(),
            isFaked ? "" : own.runner(),
            isFaked ? "" : own.image(),
            isFaked ? Map.of() : own.environment(),
            isFaked ? Map.of() : own.secrets()));
  }

  private static Retry sooner(Retry retry, Duration most) {
    return new Retry(
        retry.max(), shorter(retry.backoff(), most), retry.factor(), most, retry.jitter());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String action(String step) {
    return "fake of " + step;
  }

  static StepAction action(String step, Fake fake, Thrown thrown) {
    return new FakeAction(action(step), fake, thrown);
  }

  private record FakeAction(String name, Fake fake, Thrown thrown) implements StepAction {
    @Override
    public Map<String, String> run(StepContext context) {
      return thrown.by(() ->
          fake.run(
              new Attempt(
                  context.step().inputs(),
                  context.parameters(),
                  context.step().item().orElse(""),
                  context.step().attempt())));
    }
  }
}
