/// What a pipeline is, before anything runs.
///
/// **Lives here:** the canonical form ([Pipeline], [Step] and what they are made of), its text
/// ([CanonicalText]), the reader of `pipelines/*.yaml` ([PipelineReader]), which reads that text
/// too, and the check that what is wired fits ([Wiring]).
///
/// **May come in:** files and documents as text, from anywhere. **Stays out:** runs, queues,
/// databases, and what a step does.
@NullMarked
package dev.evenkeel.pipelines.definition;

import org.jspecify.annotations.NullMarked;
