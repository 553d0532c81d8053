/// What a change of a contract breaks, for those who write the data and for those who read it.
///
/// **Lives here:** changes between two documents, two verdicts for each, policies.
///
/// **May come in:** documents. **Stays out:** data, builds.
///
/// **Door:** [ContractDiff] finds the changes, [Policy] judges them.
@NullMarked
package dev.evenkeel.contracts.compat;

import org.jspecify.annotations.NullMarked;
