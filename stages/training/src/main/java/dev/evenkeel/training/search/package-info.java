/// The search for hyperparameters.
///
/// **Lives here:** what is declared, which trials come of it, which are given up, which wins. How
/// one is trained is the caller's.
@NullMarked
package dev.evenkeel.training.search;

import org.jspecify.annotations.NullMarked;
