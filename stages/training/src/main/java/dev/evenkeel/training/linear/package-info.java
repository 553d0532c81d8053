/// Linear and logistic regression with L1 and L2 penalties.
///
/// **Lives here:** the solver and what it fits; no dataset, no native library, no chance.
@NullMarked
package dev.evenkeel.training.linear;

import org.jspecify.annotations.NullMarked;
