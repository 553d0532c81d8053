package dev.evenkeel.models.trees;

import java.util.List;
import java.util.Map;

/// A part of a document in JSON or in its binary form. Lists of numbers are arrays, for a model is
/// little else.
sealed interface Value {
  /// Null.
  record Nothing() implements Value {}

  /// A text.
  record Text(String text) implements Value {}

  /// A number; truth is 1 or 0.
  record Figure(double number) implements Value {}

  /// A list of numbers, or of nothing.
  // Handed over and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Numbers(double[] numbers) implements Value {}

  /// A list of anything else.
  record Items(List<Value> items) implements Value {}

  /// An object.
  record Fields(Map<String, Value> fields) implements Value {}
}
