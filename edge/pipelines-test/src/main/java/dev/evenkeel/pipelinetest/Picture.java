package dev.evenkeel.pipelinetest;

import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.definition.Pipeline;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A run for people who look for what went wrong: a line for each step, with what it waited for.
final class Picture {
  private Picture() {}

  static String of(Pipeline pipeline, PipelineRun run) {
    int width = run.steps().stream().mapToInt(step -> step.name().length()).max().orElse(1);
    return run.steps().stream()
        .map(step -> ("  %-" + width + "s  %s").formatted(step.name(), told(pipeline, step)))
        .collect(Collectors.joining("\n"));
  }

  private static String told(Pipeline pipeline, StepRun step) {
    String state =
        step.state() == State.FAILED ? "FAILED" : step.state().name().toLowerCase(Locale.ROOT);
    String after =
        step.item()
            .map(item -> "for " + item)
            .orElseGet(() -> {
              String earlier = String.join(", ", pipeline.step(step.name()).waitsFor());
              return earlier.isEmpty() ? "" : "after " + earlier;
            });
    return Stream.of(
            state,
            after,
            step.attempt() > 1 ? "attempt " + step.attempt() : "",
            step.message(),
            step.state() == State.SKIPPED ? step.reason() : "",
            step.output().isEmpty() ? "" : "answers " + step.output())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
