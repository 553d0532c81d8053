/// Who may do what.
///
/// **Lives here:** users, their roles in projects, tokens and sessions; requests that wait for
/// somebody's approval.
///
/// **May come in:** the `store` and what stands below it. **Stays out:** HTTP; what the guarded
/// things are.
@NullMarked
package dev.evenkeel.access;

import org.jspecify.annotations.NullMarked;
