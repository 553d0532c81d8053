package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;
import java.util.Map;
import java.util.StringTokenizer;

/// A block of `key=value` lines, asked for what a model must have.
final class LightgbmBlock {
  private final Map<String, String> lines;
  private final Refusal refusal;

  LightgbmBlock(Map<String, String> lines, Refusal refusal) {
    this.lines = lines;
    this.refusal = refusal;
  }

  boolean has(String key) {
    return lines.containsKey(key);
  }

  String text(String key) {
    return lines.getOrDefault(key, "");
  }

  int whole(String key, int least, int most) {
    return refusal.whole(text(key), key, least, most);
  }

  /// A list of so many whole numbers.
  int[] wholes(String key, int size, long least, long most) {
    StringTokenizer words = words(key, size);
    int[] numbers = new int[size];
    for (int index = 0; index < size; index++) {
      String word = words.nextToken();
      try {
        long number = Long.parseLong(word);
        if (number < least || number > most) {
          throw outside(key, word, least, most);
        }
        // Words of sets are unsigned; their bits are kept.
        numbers[index] = (int) number;
      } catch (NumberFormatException e) {
        throw outside(key, word, least, most);
      }
    }
    return numbers;
  }

  private RuntimeException outside(String key, String word, long least, long most) {
    return refusal.of(
        "%s holds `%s`".formatted(key, Names.abbreviate(word)),
        "whole numbers from %d to %d".formatted(least, most));
  }

  /// A list of so many finite numbers.
  double[] numbers(String key, int size) {
    double[] numbers = thresholds(key, size);
    for (double number : numbers) {
      if (Double.isInfinite(number)) {
        throw refusal.of("%s holds `%s`".formatted(key, number), "finite numbers");
      }
    }
    return numbers;
  }

  /// A list of so many numbers or infinities.
  double[] thresholds(String key, int size) {
    StringTokenizer words = words(key, size);
    double[] numbers = new double[size];
    for (int index = 0; index < size; index++) {
      String word = words.nextToken();
      numbers[index] = number(word);
      if (Double.isNaN(numbers[index])) {
        throw refusal.of("%s holds `%s`".formatted(key, Names.abbreviate(word)), "numbers");
      }
    }
    return numbers;
  }

  private static double number(String word) {
    try {
      return switch (word) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(word);
      };
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /// How many words a list has.
  int count(String key) {
    return new StringTokenizer(text(key), " ").countTokens();
  }

  // Counted before anything of that size is allocated.
  private StringTokenizer words(String key, int size) {
    StringTokenizer words = new StringTokenizer(text(key), " ");
    if (words.countTokens() != size) {
      throw refusal.of(
          "%s is no list of %d".formatted(key, size), "lists of the lengths of num_leaves");
    }
    return words;
  }
}
