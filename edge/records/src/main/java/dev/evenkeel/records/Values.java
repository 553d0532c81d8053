package dev.evenkeel.records;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What constructors of generated records ask of a value, where Java has no operator for it.
public final class Values {
  private static final double NORM_TOLERANCE = 0.001;

  private Values() {}

  /// Within what a double can tell: 0.3 counts as a multiple of 0.1, although no double is.
  public static boolean isMultiple(double value, double factor) {
    double quotient = value / factor;
    double away = Math.abs(quotient - Math.rint(quotient));
    return away <= Math.max(1e-9, Math.abs(quotient) * 4e-16);
  }

  /// Exactly.
  public static boolean isMultiple(BigDecimal value, BigDecimal factor) {
    return value.remainder(factor).signum() == 0;
  }

  /// Exactly.
  public static boolean isMultiple(long value, BigDecimal factor) {
    return isMultiple(BigDecimal.valueOf(value), factor);
  }

  /// Exactly.
  public static boolean isMultiple(BigInteger value, BigDecimal factor) {
    return isMultiple(new BigDecimal(value), factor);
  }

  /// Whether a number has no more digits than these before and behind its point.
  public static boolean fits(BigDecimal value, int whole, int fraction) {
    BigDecimal least = value.stripTrailingZeros();
    return least.scale() <= fraction
        && (least.signum() == 0 || least.precision() - least.scale() <= whole);
  }

  /// Whether no item is there twice; 1.0 and 1.00 are one number.
  public static boolean isDistinct(List<?> items) {
    Set<Object> met = HashSet.newHashSet(items.size());
    for (Object item : items) {
      if (!met.add(item instanceof BigDecimal number ? number.stripTrailingZeros() : item)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the vector's length (L2) is 1, within 0.001.
  public static boolean isUnit(float[] vector) {
    double sum = 0;
    for (float each : vector) {
      sum += (double) each * each;
    }
    return isOne(sum);
  }

  /// Whether the vector's length (L2) is 1, within 0.001.
  public static boolean isUnit(double[] vector) {
    double sum = 0;
    for (double each : vector) {
      sum += each * each;
    }
    return isOne(sum);
  }

  private static boolean isOne(double squares) {
    return Math.abs(Math.sqrt(squares) - 1) <= NORM_TOLERANCE;
  }

  /// How many are there.
  public static int present(@Nullable Object... values) {
    int present = 0;
    for (@Nullable Object value : values) {
      present += value == null ? 0 : 1;
    }
    return present;
  }
}
