/// The tree engine: ensembles of XGBoost and LightGBM, walked in pure Java with the libraries' own
/// bits.
///
/// **Lives here:** the readers of the three formats, the layout of the nodes, the kernels, and what
/// explains an answer.
///
/// **May come in:** bytes that nobody vouches for. **Stays out:** words, labels, frames.
///
/// **Open first:** [Trees] is the layout, [FloatWalk] the fast way through it, [Ensemble] what the
/// room's door wraps.
@NullMarked
package dev.evenkeel.models.trees;

import org.jspecify.annotations.NullMarked;
