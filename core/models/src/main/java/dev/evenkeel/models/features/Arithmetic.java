package dev.evenkeel.models.features;

import dev.evenkeel.models.features.Expression.Numeric;

/// The four operations. Each has a loop of its own, which the compiler turns into vector
/// instructions.
enum Arithmetic {
  PLUS {
    @Override
    double of(double left, double right) {
      return left + right;
    }

    @Override
    void all(double[] left, double[] right, int count) {
      for (int index = 0; index < count; index++) {
        left[index] += right[index];
      }
    }
  },
  MINUS {
    @Override
    double of(double left, double right) {
      return left - right;
    }

    @Override
    void all(double[] left, double[] right, int count) {
      for (int index = 0; index < count; index++) {
        left[index] -= right[index];
      }
    }
  },
  TIMES {
    @Override
    double of(double left, double right) {
      return left * right;
    }

    @Override
    void all(double[] left, double[] right, int count) {
      for (int index = 0; index < count; index++) {
        left[index] *= right[index];
      }
    }
  },
  // A division by zero is unknown, not infinite.
  OVER {
    @Override
    double of(double left, double right) {
      double value = left / right;
      return Double.isFinite(value) ? value : Double.NaN;
    }

    @Override
    void all(double[] left, double[] right, int count) {
      for (int index = 0; index < count; index++) {
        left[index] = of(left[index], right[index]);
      }
    }
  };

  abstract double of(double left, double right);

  /// Computes in place of the left numbers.
  abstract void all(double[] left, double[] right, int count);

  record Operation(Arithmetic kind, Numeric left, Numeric right) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return kind.of(left.value(columns, row), right.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      left.fill(block, into);
      double[] other = block.numbers();
      right.fill(block, other);
      kind.all(into, other, block.count());
      block.free(other);
    }
  }
}
