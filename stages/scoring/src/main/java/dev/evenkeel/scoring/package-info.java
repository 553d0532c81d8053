/// Whole files, scored by one model.
///
/// **Lives here:** the loop that reads blocks of rows, scores them on all cores and writes them in
/// their order; what the answers' columns are called; what becomes of bad rows.
///
/// **May come in:** tables of `data`, loaded models. **Stays out:** where a model comes from, and
/// who asked.
///
/// **Door:** [BatchScoring] takes a [ScoringRequest] and answers a [ScoringResult].
@NullMarked
package dev.evenkeel.scoring;

import org.jspecify.annotations.NullMarked;
