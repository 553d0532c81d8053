/// The steps that a pipeline may use beside those of a training.
///
/// **Lives here:** programs of the user's own, carried by a runner; queries over dataset versions;
/// batches from sources; requests to other servers. **May come in:** what the steps of a pipeline
/// are given. **Stays out:** what a model is, and how a run goes.
///
/// **Door:** [CommonSteps] and [DataSteps] make them.
@NullMarked
package dev.evenkeel.steps;

import org.jspecify.annotations.NullMarked;
