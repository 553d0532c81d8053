/// Work in steps that survives a crash.
///
/// **Lives here:** the canonical form of a pipeline, the pure [Reducer] that says what follows from
/// what, pipeline runs with their step attempts, and the port by which steps do their work.
///
/// **May come in:** the queue and the database of `store`. **Stays out:** what a step does;
/// `training` brings the built-in ones.
///
/// **Door:** [PipelineRuns] starts runs and tells of them; [StepAction] is one step's work.
@NullMarked
package dev.evenkeel.pipelines;

import org.jspecify.annotations.NullMarked;
