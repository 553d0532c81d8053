package dev.evenkeel.conformance;

import java.util.ArrayList;
import java.util.List;

/// A tensor as metadata lists it; -1 is any size.
record TensorShape(String name, String datatype, List<Long> shape) {
  TensorShape {
    shape = List.copyOf(shape);
  }

  long variable() {
    return shape.stream().filter(size -> size == -1).count();
  }

  boolean hasBatch() {
    return !shape.isEmpty() && shape.getFirst() == -1;
  }

  /// Whether a tensor of this shape may be an instance.
  boolean fits(List<Long> sizes) {
    if (sizes.size() != shape.size()) {
      return false;
    }
    for (int i = 0; i < sizes.size(); i++) {
      if (shape.get(i) != -1 && !shape.get(i).equals(sizes.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// Makes an input up.
  ///
  /// @param rows size of the first dimension when it is variable
  Values sample(int rows) {
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      long size = shape.get(i);
      sizes.add(size == -1 ? (i == 0 ? rows : 1) : size);
    }
    List<Object> data = new ArrayList<>();
    for (int i = 0; i < Values.count(sizes); i++) {
      data.add(element(i));
    }
    return new Values(name, datatype, sizes, data);
  }

  private Object element(int i) {
    return switch (datatype) {
      case "BOOL" -> i % 2 == 0;
      case "BYTES" -> "a";
      case "FP16", "BF16", "FP32", "FP64" -> 0.5 * (i % 5);
      default -> i % 3;
    };
  }
}
