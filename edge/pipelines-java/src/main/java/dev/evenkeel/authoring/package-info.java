/// Pipelines written in Java, and their steps.
///
/// **Lives here:** the builder ([PipelineBuilder]), where a wrong type is a compile error, the
/// writer of its JSON ([PipelineWriter]), and what a step of a pipeline implements ([StepCode]) and
/// is run by ([StepMain]).
///
/// **May come in:** records of the project that uses it. **Stays out:** the server and all rooms of
/// it; what goes there is JSON in the grammar of `pipelines/*.yaml`.
@NullMarked
package dev.evenkeel.authoring;

import org.jspecify.annotations.NullMarked;
