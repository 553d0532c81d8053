package dev.evenkeel.registry.search;

import java.math.BigInteger;

/// A number as a filter spells it.
///
/// @param text `-`, digits, a point, an exponent; at most [#CHARS_MAX] characters
record Numeral(String text) {
  /// More digits than any number has that a client can mean.
  static final int CHARS_MAX = 40;

  /// The nearest double; beyond its range infinite.
  double value() {
    return Double.parseDouble(text);
  }

  /// The greatest 64-bit integer that is not above it, as far as 64 bits go.
  long floor() {
    if (isWhole()) {
      BigInteger exact = new BigInteger(text);
      return exact.bitLength() < Long.SIZE
          ? exact.longValue()
          : exact.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    return (long) Math.floor(value());
  }

  /// Whether a 64-bit integer can equal it.
  boolean isInteger() {
    return isWhole()
        ? new BigInteger(text).bitLength() < Long.SIZE
        : value() == Math.rint(value()) && Math.abs(value()) < 0x1p63;
  }

  private boolean isWhole() {
    return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }
}
