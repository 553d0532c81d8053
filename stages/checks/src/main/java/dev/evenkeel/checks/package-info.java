/// Every rule of a contract, run over a table.
///
/// **Lives here:** rules as conditions of SQL, one pass over a table for all that it can answer,
/// results that leave no rule out, rows that broke one with their reasons, and queries of a
/// contract's author behind a guard.
///
/// **May come in:** rule plans, tables in files. **Stays out:** where rows are kept.
///
/// **Door:** [TableCheck] runs, [CheckReport] is what came of it; [ContractInference] drafts a
/// contract from a table.
@NullMarked
package dev.evenkeel.checks;

import org.jspecify.annotations.NullMarked;
