/// What is to be said of a contract beyond its form.
///
/// **Lives here:** checks that the standard's schema cannot make, and warnings for what is allowed
/// and does not mean what its author may think.
///
/// **May come in:** documents. **Stays out:** data.
///
/// **Door:** [Lint].
@NullMarked
package dev.evenkeel.contracts.lint;

import org.jspecify.annotations.NullMarked;
