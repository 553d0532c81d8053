package dev.evenkeel.contracts;

import java.util.Locale;
import java.util.Set;

/// What a broken rule means for the row.
public enum Severity {
  /// The row goes to quarantine; a request is refused.
  ERROR,
  /// The row stays and the violation is reported.
  WARNING;

  private static final Set<String> MILD =
      Set.of("info", "warning", "warn", "low", "minor", "trivial");

  /// Of a rule as contracts write it; nothing and any other word mean an error, so that a misspelt
  /// one makes no warning of it.
  public static Severity of(String written) {
    return MILD.contains(written.toLowerCase(Locale.ROOT)) ? WARNING : ERROR;
  }
}
