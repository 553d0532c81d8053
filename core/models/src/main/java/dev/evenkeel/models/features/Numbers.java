package dev.evenkeel.models.features;

import dev.evenkeel.models.features.Expression.Numeric;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Numbers of numbers.
final class Numbers {
  private Numbers() {}

  /// A number as written.
  record Constant(double number) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return number;
    }

    @Override
    public void fill(Block block, double[] into) {
      Arrays.fill(into, 0, block.count(), number);
    }
  }

  /// A column as it is.
  record Field(int position) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return columns.numbers(position)[row];
    }

    @Override
    public void fill(Block block, double[] into) {
      System.arraycopy(block.columns().numbers(position), block.from(), into, 0, block.count());
    }
  }

  record Mapped(Numeric inner, DoubleUnaryOperator kernel) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return kernel.applyAsDouble(inner.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      inner.fill(block, into);
      for (int index = 0; index < block.count(); index++) {
        into[index] = kernel.applyAsDouble(into[index]);
      }
    }
  }

  record Joined(Numeric left, Numeric right, DoubleBinaryOperator kernel) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return kernel.applyAsDouble(left.value(columns, row), right.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      left.fill(block, into);
      double[] other = block.numbers();
      right.fill(block, other);
      for (int index = 0; index < block.count(); index++) {
        into[index] = kernel.applyAsDouble(into[index], other[index]);
      }
      block.free(other);
    }
  }

  /// A rule of two numbers, missing when one is.
  static Numeric truth(Numeric left, Numeric right, Rule rule) {
    return new Joined(
        left,
        right,
        (one, two) ->
            Double.isNaN(one) || Double.isNaN(two) ? Double.NaN : truth(rule.holds(one, two)));
  }

  static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  /// What two numbers are to each other.
  @FunctionalInterface
  interface Rule {
    boolean holds(double left, double right);
  }

  record Choice(Numeric condition, Numeric then, Numeric otherwise) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      double holds = condition.value(columns, row);
      if (Double.isNaN(holds)) {
        return Double.NaN;
      }
      return holds != 0 ? then.value(columns, row) : otherwise.value(columns, row);
    }

    // Both branches of all rows: what is not taken has no effect, and costs less than a jump a row.
    @Override
    public void fill(Block block, double[] into) {
      condition.fill(block, into);
      double[] yes = block.numbers();
      then.fill(block, yes);
      double[] no = block.numbers();
      otherwise.fill(block, no);
      for (int index = 0; index < block.count(); index++) {
        double holds = into[index];
        into[index] = Double.isNaN(holds) ? Double.NaN : holds != 0 ? yes[index] : no[index];
      }
      block.free(yes);
      block.free(no);
    }
  }

  /// The first that is not missing.
  record Coalesced(List<Numeric> values) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      for (Numeric each : values) {
        double value = each.value(columns, row);
        if (!Double.isNaN(value)) {
          return value;
        }
      }
      return Double.NaN;
    }

    @Override
    public void fill(Block block, double[] into) {
      Arrays.fill(into, 0, block.count(), Double.NaN);
      double[] other = block.numbers();
      for (Numeric each : values) {
        each.fill(block, other);
        for (int index = 0; index < block.count(); index++) {
          into[index] = Double.isNaN(into[index]) ? other[index] : into[index];
        }
      }
      block.free(other);
    }
  }
}
