package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.Tensor;
import java.util.List;

/// Rows of a model's own numbers.
// It is computed with and never compared.
@SuppressWarnings("ArrayRecordComponent")
record Matrix(float[] values, int rows) {
  static Matrix of(Tensor tensor, int columns) {
    List<Long> shape = tensor.shape();
    boolean isOneRow = shape.size() == 1 && shape.getFirst() == columns;
    boolean isMatrix = shape.size() == 2 && shape.get(1) == columns;
    if (!isOneRow && !isMatrix) {
      throw FieldTensors.wrong(
          "input `%s` has shape %s".formatted(Names.abbreviate(tensor.name()), shape),
          "[-1, %d]".formatted(columns));
    }
    long rows = isOneRow ? 1 : shape.getFirst();
    if (rows < 1 || rows > Inference.ROWS_MAX) {
      throw FieldTensors.wrong("%d rows".formatted(rows), "1 to " + Inference.ROWS_MAX);
    }
    return new Matrix(TensorNumbers.floats(tensor), (int) rows);
  }
}
