package dev.evenkeel.pipelines;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/// What a run that goes on from another does again, and what it takes over.
final class Retries {
  private Retries() {}

  /// The steps to do again: one that is named with all that wait for it, and whatever did not
  /// succeed.
  static Set<String> again(Pipeline pipeline, PipelineRun earlier, Optional<String> from) {
    Map<String, State> states =
        earlier.steps().stream().collect(Collectors.toMap(StepRun::name, StepRun::state));
    Set<String> again = new LinkedHashSet<>();
    from.ifPresent(step -> {
      demandStep(pipeline, step);
      again.addAll(pipeline.from(step));
    });
    for (Step step : pipeline.steps()) {
      if (states.get(step.name()) != State.SUCCEEDED) {
        again.addAll(pipeline.from(step.name()));
      }
    }
    if (again.isEmpty()) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "every step of run %s has succeeded".formatted(earlier.id()),
              "name the step to begin with")
          .asException();
    }
    return again;
  }

  private static void demandStep(Pipeline pipeline, String step) {
    List<String> names = pipeline.steps().stream().map(Step::name).toList();
    if (!names.contains(step)) {
      String near = Names.nearest(step, names);
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "pipeline %s has no step `%s`".formatted(pipeline.name(), Names.abbreviate(step)),
              "",
              "",
              near.isEmpty() ? "" : "did you mean `%s`?".formatted(near))
          .asException();
    }
  }

  /// Takes over what is not done again, with the runs of steps with `each`.
  static void carryOver(DSLContext sql, String runId, PipelineRun earlier, Set<String> again) {
    StepRows rows = new StepRows(sql);
    Map<String, List<StepRun>> ofEach =
        earlier.steps().stream()
            .filter(step -> step.item().isPresent())
            .collect(Collectors.groupingBy(step -> Reducer.stepOf(step.name())));
    int position = 0;
    for (StepRun step : earlier.steps()) {
      if (step.item().isPresent()) {
        continue;
      }
      if (!again.contains(step.name())) {
        List<StepRun> runs = ofEach.getOrDefault(step.name(), List.of());
        rows.expand(
            runId, step.name(), position, runs.stream().map(run -> run.item().orElse("")).toList());
        runs.forEach(run -> rows.carryOver(runId, run, earlier.id()));
        rows.carryOver(runId, step, earlier.id());
      }
      position++;
    }
  }
}
