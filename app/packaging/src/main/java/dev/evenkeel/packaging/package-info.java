/// From a file to a project.
///
/// **Lives here:** inference of a model project from data, and the files that it becomes.
///
/// **May come in:** the stages' public services. **Stays out:** running what was inferred.
///
/// **Door:** [ProjectInference] looks at a history and answers a [ProjectDraft].
@NullMarked
package dev.evenkeel.packaging;

import org.jspecify.annotations.NullMarked;
