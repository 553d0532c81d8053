/// Measures of the tree engine. Never part of the product.
///
/// **Lives here:** benchmarks and what they compare with.
///
/// **Open first:** [Contenders].
@NullMarked
package dev.evenkeel.benchmarks;

import org.jspecify.annotations.NullMarked;
