/// Answers in the user's words.
///
/// **Lives here:** which version answers, the named-feature endpoint, the log of predictions, and
/// the truth that comes back.
///
/// **May come in:** the registry's versions, scorers, contracts. **Stays out:** HTTP servers; who
/// may become champion.
///
/// **Door:** [ServingRoutes] offers the addresses; [Observations] tells the other rooms what was
/// asked and answered.
@NullMarked
package dev.evenkeel.serving;

import org.jspecify.annotations.NullMarked;
