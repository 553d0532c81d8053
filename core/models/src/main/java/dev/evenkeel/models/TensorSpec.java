package dev.evenkeel.models;

import java.util.List;

/// What a tensor looks like.
///
/// @param shape -1 is any size
public record TensorSpec(String name, Datatype datatype, List<Long> shape) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }
}
