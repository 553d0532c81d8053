package dev.evenkeel.base;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of a file that a request asks for (RFC 9110, section 14).
///
/// @param from first byte, from 0
/// @param bytes how many; 0 when the file ends before it
record ByteRange(long from, long bytes) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// Whether the file has something of it.
  boolean isSatisfiable() {
    return bytes > 0;
  }

  /// Reads the header's value; empty when the whole file is to be sent: for what nobody can read,
  /// or asks for several parts, a server may do so.
  ///
  /// @param length of the file
  static Optional<ByteRange> parse(String value, long length) {
    Matcher range = ONE.matcher(value.strip());
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long last = Math.min(length, Long.parseLong(range.group(2)));
      return Optional.of(new ByteRange(length - last, last));
    }
    long from = Long.parseLong(range.group(1));
    long to = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    if (to < from) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(from, Math.max(0, Math.min(to, length - 1) - from + 1)));
  }
}
