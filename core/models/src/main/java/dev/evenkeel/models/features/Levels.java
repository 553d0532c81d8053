package dev.evenkeel.models.features;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value looked up among levels that training knew: by position, [#UNKNOWN] for another value,
/// missing for a missing one.
///
/// @param source what is looked up, in the words of the user
/// @param value what is looked up
/// @param written the levels in their order
/// @param index the position of each row
public record Levels(String source, Expression value, List<String> written, Numeric index) {
  /// The position of a value that is none of the levels.
  public static final double UNKNOWN = -1;

  static Levels of(String source, Textual value, List<Level> levels) {
    Map<String, Double> positions = Level.texts(levels);
    return new Levels(
        source,
        value,
        levels.stream().map(Level::written).toList(),
        Texts.measured(value, text -> positions.getOrDefault(text, UNKNOWN)));
  }

  static Levels of(String source, Numeric value, List<Level> levels) {
    Map<Double, Double> positions = Level.numbers(levels);
    return new Levels(
        source,
        value,
        levels.stream().map(Level::written).toList(),
        new Numbers.Mapped(
            value,
            number ->
                Double.isNaN(number)
                    ? Double.NaN
                    : positions.getOrDefault(Level.zeroless(number), UNKNOWN)));
  }

  /// What to say of a row whose value training did not know; null when it did.
  public @Nullable String warning(Columns columns, int row) {
    if (index.value(columns, row) != UNKNOWN) {
      return null;
    }
    String found =
        switch (value) {
          case Textual text -> String.valueOf(text.value(columns, row));
          case Numeric number -> Level.plain(number.value(columns, row));
          case Expression.Timed time -> throw new IllegalStateException("Cannot level a time");
        };
    return "%s: `%s` was not seen in training; treated as unknown"
        .formatted(Names.abbreviate(source), Names.abbreviate(found));
  }
}
