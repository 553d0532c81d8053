package dev.evenkeel.models.features;

import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Texts, and numbers of texts.
final class Texts {
  private Texts() {}

  /// A text as written.
  record Constant(String text) implements Textual {
    @Override
    public String value(Columns columns, int row) {
      return text;
    }

    @Override
    public void fill(Block block, @Nullable String[] into) {
      Arrays.fill(into, 0, block.count(), text);
    }
  }

  /// A column as it is.
  record Field(int position) implements Textual {
    @Override
    public @Nullable String value(Columns columns, int row) {
      return columns.texts(position)[row];
    }

    @Override
    public void fill(Block block, @Nullable String[] into) {
      System.arraycopy(block.columns().texts(position), block.from(), into, 0, block.count());
    }
  }

  /// Another text of each; what is missing stays missing.
  record Mapped(Textual inner, UnaryOperator<String> kernel) implements Textual {
    @Override
    public @Nullable String value(Columns columns, int row) {
      return of(inner.value(columns, row));
    }

    @Override
    public void fill(Block block, @Nullable String[] into) {
      inner.fill(block, into);
      for (int index = 0; index < block.count(); index++) {
        into[index] = of(into[index]);
      }
    }

    private @Nullable String of(@Nullable String text) {
      return text == null ? null : kernel.apply(text);
    }
  }

  record Choice(Numeric condition, Textual then, Textual otherwise) implements Textual {
    @Override
    public @Nullable String value(Columns columns, int row) {
      double holds = condition.value(columns, row);
      if (Double.isNaN(holds)) {
        return null;
      }
      return holds != 0 ? then.value(columns, row) : otherwise.value(columns, row);
    }

    @Override
    public void fill(Block block, @Nullable String[] into) {
      then.fill(block, into);
      @Nullable String[] no = block.texts();
      otherwise.fill(block, no);
      double[] conditions = block.numbers();
      condition.fill(block, conditions);
      for (int index = 0; index < block.count(); index++) {
        double holds = conditions[index];
        into[index] = Double.isNaN(holds) ? null : holds != 0 ? into[index] : no[index];
      }
      block.free(no);
      block.free(conditions);
    }
  }

  /// The first that is not missing.
  record Coalesced(List<Textual> values) implements Textual {
    @Override
    public @Nullable String value(Columns columns, int row) {
      for (Textual each : values) {
        String value = each.value(columns, row);
        if (value != null) {
          return value;
        }
      }
      return null;
    }

    @Override
    public void fill(Block block, @Nullable String[] into) {
      Arrays.fill(into, 0, block.count(), null);
      @Nullable String[] other = block.texts();
      for (Textual each : values) {
        each.fill(block, other);
        for (int index = 0; index < block.count(); index++) {
          into[index] = into[index] == null ? other[index] : into[index];
        }
      }
      block.free(other);
    }
  }

  /// A number of a text that may be missing.
  @FunctionalInterface
  interface Measure {
    double of(@Nullable String text);
  }

  /// A measure that misses what is missing.
  static Numeric measured(Textual text, ToDoubleFunction<String> known) {
    return new Measured(text, value -> value == null ? Double.NaN : known.applyAsDouble(value));
  }

  record Measured(Textual text, Measure measure) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return measure.of(text.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      @Nullable String[] texts = block.texts();
      text.fill(block, texts);
      for (int index = 0; index < block.count(); index++) {
        into[index] = measure.of(texts[index]);
      }
      block.free(texts);
    }
  }

  /// Whether two texts are equal, or are not; missing when one is.
  record Equality(Textual left, Textual right, boolean wanted) implements Numeric {
    @Override
    public double value(Columns columns, int row) {
      return of(left.value(columns, row), right.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      @Nullable String[] one = block.texts();
      left.fill(block, one);
      @Nullable String[] two = block.texts();
      right.fill(block, two);
      for (int index = 0; index < block.count(); index++) {
        into[index] = of(one[index], two[index]);
      }
      block.free(one);
      block.free(two);
    }

    private double of(@Nullable String one, @Nullable String two) {
      return one == null || two == null
          ? Double.NaN
          : Numbers.truth(Objects.equals(one, two) == wanted);
    }
  }
}
