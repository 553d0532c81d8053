package dev.evenkeel.models.features;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Timed;
import java.util.Arrays;
import java.util.function.LongToDoubleFunction;

/// Times, and numbers of times.
final class Times {
  private Times() {}

  /// A time as written.
  record Constant(long micros) implements Timed {
    @Override
    public long value(Columns columns, int row) {
      return micros;
    }

    @Override
    public void fill(Block block, long[] into) {
      Arrays.fill(into, 0, block.count(), micros);
    }

    @Override
    public boolean hasClock() {
      return true;
    }
  }

  /// A column as it is.
  record Field(int position, boolean hasClock) implements Timed {
    @Override
    public long value(Columns columns, int row) {
      return columns.times(position)[row];
    }

    @Override
    public void fill(Block block, long[] into) {
      System.arraycopy(block.columns().times(position), block.from(), into, 0, block.count());
    }
  }

  /// A measure that misses what is missing.
  static Numeric measured(Timed time, LongToDoubleFunction known) {
    return new Measured(
        time, micros -> micros == Frame.Times.MISSING ? Double.NaN : known.applyAsDouble(micros));
  }

  record Measured(Timed time, LongToDoubleFunction measure) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return measure.applyAsDouble(time.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      long[] times = block.times();
      time.fill(block, times);
      for (int index = 0; index < block.count(); index++) {
        into[index] = measure.applyAsDouble(times[index]);
      }
      block.free(times);
    }
  }

  /// A number of two times.
  @FunctionalInterface
  interface Relation {
    double of(long left, long right);
  }

  /// A relation that is missing when a time is.
  record Related(Timed left, Timed right, Relation relation) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return of(left.value(columns, row), right.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      long[] one = block.times();
      left.fill(block, one);
      long[] two = block.times();
      right.fill(block, two);
      for (int index = 0; index < block.count(); index++) {
        into[index] = of(one[index], two[index]);
      }
      block.free(one);
      block.free(two);
    }

    private double of(long one, long two) {
      return one == Frame.Times.MISSING || two == Frame.Times.MISSING
          ? Double.NaN
          : relation.of(one, two);
    }
  }
}
