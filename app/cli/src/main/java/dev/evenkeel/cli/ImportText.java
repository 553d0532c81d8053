package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import java.util.List;
import java.util.Locale;

/// Numbers and paths as MLflow writes them.
final class ImportText {
  private static final int NAMES_MAX = 64;

  private ImportText() {}

  /// Python writes `nan` and `inf`, protobuf `NaN` and `Infinity`.
  static double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /// As JSON says it; what JSON cannot say is text.
  static Object number(double value) {
    if (Double.isFinite(value)) {
      return value;
    }
    return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }

  /// A filter for a model's name.
  static String nameIs(String name) {
    if (name.contains("'") || name.contains("\\")) {
      throw Problem.of(Problem.Kind.INPUT, "a name with a quotation mark", "").asException();
    }
    return "name = '%s'".formatted(name);
  }

  /// Whether a path leads to a place inside, whoever reads it.
  static boolean isInside(String path) {
    List<String> names = List.of(path.split("/", -1));
    return names.size() <= NAMES_MAX
        && path.indexOf('\\') < 0
        && path.chars().noneMatch(Character::isISOControl)
        && names.stream()
            .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
  }
}
