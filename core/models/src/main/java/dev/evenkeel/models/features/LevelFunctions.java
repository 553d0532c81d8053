package dev.evenkeel.models.features;

import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import dev.evenkeel.models.features.Expression.Timed;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What looks a value up among levels or bounds as written.
final class LevelFunctions {
  private LevelFunctions() {}

  /// Whether a value is one of these; missing when it is.
  static Numeric in(Expression value, Token place, List<Level> levels) {
    return switch (value) {
      case Textual text -> {
        Map<String, Double> known = Level.texts(levels);
        yield Texts.measured(text, each -> Numbers.truth(known.containsKey(each)));
      }
      case Numeric number -> {
        Map<Double, Double> known = Level.numbers(levels);
        yield new Numbers.Mapped(
            number,
            each ->
                Double.isNaN(each)
                    ? Double.NaN
                    : Numbers.truth(known.containsKey(Level.zeroless(each))));
      }
      case Timed time -> throw noLevels(value, place);
    };
  }

  static Levels levels(String source, Expression value, Token place, List<Level> levels) {
    return switch (value) {
      case Textual text -> Levels.of(source, text, levels);
      case Numeric number -> Levels.of(source, number, levels);
      case Timed time -> throw noLevels(value, place);
    };
  }

  private static SyntaxException noLevels(Expression value, Token place) {
    return Types.other(place, value, "", "a text or a number, such as month(field)");
  }

  /// The position of a level; an unknown value is missing, as XGBoost takes what it never saw.
  static Numeric category(Levels levels) {
    return new Numbers.Mapped(
        levels.index(), index -> index == Levels.UNKNOWN ? Double.NaN : index);
  }

  /// A number cut into bands, counted from 0.
  // Nobody compares two of them.
  @SuppressWarnings("ArrayRecordComponent")
  record Bands(Numeric value, double[] bounds) implements Numeric {
    double of(double value) {
      if (Double.isNaN(value)) {
        return Double.NaN;
      }
      int at = Arrays.binarySearch(bounds, Level.zeroless(value));
      return at >= 0 ? at + 1 : -at - 1;
    }

    @Override
    public double value(Columns columns, int row) {
      return of(value.value(columns, row));
    }

    @Override
    public void fill(Block block, double[] into) {
      value.fill(block, into);
      for (int index = 0; index < block.count(); index++) {
        into[index] = of(into[index]);
      }
    }

    /// What the bands are called where each is a column; no `<`, which XGBoost's names must not
    /// have.
    List<String> names() {
      List<String> names = new ArrayList<>();
      names.add("below_" + Level.plain(bounds[0]));
      for (int index = 1; index < bounds.length; index++) {
        names.add(Level.plain(bounds[index - 1]) + "_to_" + Level.plain(bounds[index]));
      }
      names.add("from_" + Level.plain(bounds[bounds.length - 1]));
      return names;
    }
  }
}
