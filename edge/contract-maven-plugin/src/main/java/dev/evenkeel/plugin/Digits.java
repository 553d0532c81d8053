package dev.evenkeel.plugin;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many digits a `DECIMAL(9,2)` has before and behind its point.
record Digits(int whole, int fraction) {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:decimal|numeric)\\s*\\(\\s*(\\d{1,4})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\)");

  static Optional<Digits> of(String physicalType) {
    Matcher matcher = DECIMAL.matcher(physicalType.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int fraction = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    return Optional.of(new Digits(Integer.parseInt(matcher.group(1)) - fraction, fraction));
  }
}
