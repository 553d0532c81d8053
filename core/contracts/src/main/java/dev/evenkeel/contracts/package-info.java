/// What data must look like: ODCS documents as typed records, and rows under them.
///
/// **Lives here:** contracts and their reader and writer, the plan of checks that every engine
/// renders, inference of a contract from a profile, and [Frame], rows in memory under a contract's
/// fields.
///
/// **May come in:** values of `base`. **Stays out:** engines, files, SQL.
///
/// **Door:** [Contract] is the document, [CheckPlan] what must hold, [Frame] the rows.
@NullMarked
package dev.evenkeel.contracts;

import org.jspecify.annotations.NullMarked;
