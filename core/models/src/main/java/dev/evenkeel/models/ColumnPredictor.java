package dev.evenkeel.models;

import dev.evenkeel.contracts.Frame;

/// A loaded model that reads named columns, texts among them: a graph with its own preprocessing,
/// or a model of Python. Safe for many threads at once.
public non-sealed interface ColumnPredictor extends Engine {
  /// Computes all rows of a frame.
  ///
  /// @param columns those of the model, named as it names them
  /// @return row after row, [#outputs] numbers each: probabilities, or the quantity
  double[] predict(Frame columns);
}
