package dev.evenkeel.models.features;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A level or bound as written.
///
/// @param value a String or a Double
record Level(Token place, Object value) {
  /// As people write it: `brick`, `3`, `-0.5`.
  String written() {
    return value instanceof Double number ? plain(number) : String.valueOf(value);
  }

  static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }

  /// The texts of levels that must be texts, by their position.
  static Map<String, Double> texts(List<Level> levels) {
    Map<String, Double> positions = new HashMap<>();
    for (Level level : levels) {
      if (!(level.value() instanceof String text)) {
        throw new SyntaxException(
            level.place().column(),
            "`%s` is a number".formatted(level.written()),
            "a level in quotes, such as 'brick'");
      }
      demandNew(level, positions.put(text, (double) positions.size()) == null);
    }
    return positions;
  }

  /// The numbers of levels that must be numbers, by their position.
  static Map<Double, Double> numbers(List<Level> levels) {
    Map<Double, Double> positions = new HashMap<>();
    for (double number : ordered(levels)) {
      Level level = levels.get(positions.size());
      demandNew(level, positions.put(zeroless(number), (double) positions.size()) == null);
    }
    return positions;
  }

  /// The bounds of bands, which must rise.
  static double[] bounds(List<Level> levels) {
    List<Double> bounds = ordered(levels);
    for (int index = 1; index < bounds.size(); index++) {
      if (bounds.get(index) <= bounds.get(index - 1)) {
        throw new SyntaxException(
            levels.get(index).place().column(),
            "the bound %s is not above the one before".formatted(levels.get(index).written()),
            "bounds that rise");
      }
    }
    return bounds.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Double> ordered(List<Level> levels) {
    List<Double> numbers = new ArrayList<>();
    for (Level level : levels) {
      if (!(level.value() instanceof Double number)) {
        throw new SyntaxException(
            level.place().column(),
            "'%s' is a text".formatted(Names.abbreviate(level.written())),
            "a number");
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static void demandNew(Level level, boolean isNew) {
    if (!isNew) {
      throw new SyntaxException(
          level.place().column(),
          "level %s stands twice"
              .formatted(
                  level.value() instanceof String text
                      ? "'" + Names.abbreviate(text) + "'"
                      : level.written()),
          "each once");
    }
  }

  // A map tells -0 from 0, which are one number to everybody else.
  static double zeroless(double number) {
    return number + 0.0;
  }
}
