/// What a document demands of data: every rule that it declares, as a value that engines render.
///
/// **Lives here:** the plan of rules of an object, thresholds, lengths of time of service levels.
///
/// **May come in:** documents. **Stays out:** SQL dialects, data.
///
/// **Door:** [RulePlan] is the list of [Rule]s; none that is declared is left out.
@NullMarked
package dev.evenkeel.contracts.rules;

import org.jspecify.annotations.NullMarked;
