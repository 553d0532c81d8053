/// From a file to a project.
///
/// **Lives here:** inference of a model project from data.
///
/// **May come in:** the stages' public services. **Stays out:** running what was inferred.
@NullMarked
package dev.evenkeel.packaging;

import org.jspecify.annotations.NullMarked;
