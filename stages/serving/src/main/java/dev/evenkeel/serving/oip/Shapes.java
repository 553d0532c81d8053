package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import java.util.List;

/// Sizes from outside.
final class Shapes {
  static final int DIMENSIONS_MAX = 32;

  /// No body holds more.
  private static final long ELEMENTS_MAX = 64 << 20;

  private Shapes() {}

  /// The product of the sizes.
  static long elements(String tensor, List<Long> shape) {
    long count = 1;
    boolean isEmpty = false;
    for (long size : shape) {
      if (size < 0) {
        throw FieldTensors.wrong(
            "tensor `%s` has shape %s".formatted(Names.abbreviate(tensor), shape),
            "sizes of 0 or more");
      }
      isEmpty |= size == 0;
      count = size > 0 && count > ELEMENTS_MAX / size ? Long.MAX_VALUE : count * Math.max(1, size);
      if (count > ELEMENTS_MAX) {
        throw FieldTensors.wrong(
            "tensor `%s` has shape %s".formatted(Names.abbreviate(tensor), shape),
            "at most %d elements".formatted(ELEMENTS_MAX));
      }
    }
    return isEmpty ? 0 : count;
  }

  static RuntimeException count(String tensor, List<Long> shape, long expected, long found) {
    return FieldTensors.wrong(
        "tensor `%s` of shape %s has %d elements".formatted(Names.abbreviate(tensor), shape, found),
        String.valueOf(expected));
  }
}
