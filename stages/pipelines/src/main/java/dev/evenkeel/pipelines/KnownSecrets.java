package dev.evenkeel.pipelines;

import dev.evenkeel.base.Names;
import dev.evenkeel.pipelines.definition.PipelineFile;
import dev.evenkeel.pipelines.definition.Step;

/// Which secrets a run may count on, so that a missing one is told before anything starts.
@FunctionalInterface
public interface KnownSecrets {
  /// There are none.
  KnownSecrets NONE = (_, _) -> false;

  /// Whether a project has a secret of this name.
  boolean has(String project, String name);

  /// Demands all that the steps of a pipeline name.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` that names the step and its line
  default void demand(String project, PipelineFile file) {
    for (Step step : file.pipeline().steps()) {
      step.execution()
          .secrets()
          .forEach((variable, name) -> {
            if (!has(project, name)) {
              throw file.problem(
                      step.name(),
                      "secrets/" + variable,
                      "step `%s` wants secret `%s`, which does not exist"
                          .formatted(step.name(), Names.abbreviate(name)),
                      "a secret of project `%s`".formatted(project),
                      "`evenkeel secret set %s` sets it".formatted(Names.abbreviate(name)))
                  .asException();
            }
          });
    }
  }
}
