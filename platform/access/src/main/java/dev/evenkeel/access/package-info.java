/// Who may do what.
///
/// **Lives here:** users, their roles in projects, tokens, sessions and sign-in at an issuer, with
/// the addresses to care for them; requests that wait for somebody's approval.
///
/// **May come in:** the `store` and what stands below it. **Stays out:** what the guarded things
/// are; cookies and pages.
@NullMarked
package dev.evenkeel.access;

import org.jspecify.annotations.NullMarked;
