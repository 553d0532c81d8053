package dev.evenkeel.models;

/// Splits an answer into what each input contributed to it. Safe for many threads at once.
public interface Explainer {
  /// Sums that are explained: one for a quantity or two classes, else one for each class.
  int margins();

  /// The sums of one row, before they become probabilities or a quantity.
  ///
  /// @param row numbers; NaN is missing
  /// @param offset where the row begins
  /// @param margins receives [#margins] numbers
  void margins(float[] row, int offset, double[] margins);

  /// Explains one row.
  ///
  /// @param row numbers; NaN is missing
  /// @param offset where the row begins
  /// @param contributions receives for each margin one number for each input, then the base; they
  ///   sum to the margin
  void explain(float[] row, int offset, double[] contributions);
}
