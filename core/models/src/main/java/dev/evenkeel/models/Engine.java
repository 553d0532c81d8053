package dev.evenkeel.models;

/// What computes a model's answers: by numbers in a row, or by named columns.
public sealed interface Engine permits Predictor, ColumnPredictor {
  /// Probabilities of the classes, in their order; or 1 for a quantity.
  int outputs();
}
