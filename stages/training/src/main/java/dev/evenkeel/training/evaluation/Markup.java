package dev.evenkeel.training.evaluation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Foreign text inside HTML and SVG.
final class Markup {
  private Markup() {}

  /// Safe as content and as an attribute's value. What XML may not hold becomes U+FFFD.
  static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            default -> safe.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
          }
        });
    return safe.toString();
  }

  private static boolean isAllowed(int point) {
    boolean isSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    boolean isControl = Character.isISOControl(point) && point != '\t' && point != '\n';
    return !isSurrogate && !isControl && point != 0xFFFE && point != 0xFFFF;
  }

  /// A number as people read it: four digits that count.
  static String number(double number) {
    if (Double.isNaN(number)) {
      return "–";
    }
    if (number == Math.rint(number) && Math.abs(number) < 1e6) {
      return String.valueOf((long) number);
    }
    double size = Math.abs(number);
    String format = size >= 1e6 || size < 1e-3 ? "%.3e" : size >= 100 ? "%.1f" : "%.4f";
    return String.format(Locale.ROOT, format, number);
  }

  /// A number beside an axis: three digits that count, and no more than are needed.
  static String tick(double number) {
    if (number == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(3)).stripTrailingZeros();
    double size = Math.abs(number);
    return size >= 1e6 || size < 1e-3 ? rounded.toString() : rounded.toPlainString();
  }
}
