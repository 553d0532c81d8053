package dev.evenkeel.contracts;

/// How sensitive values are, in a contract's own words.
public final class Classification {
  private static final String PUBLIC = "public";

  private Classification() {}

  /// Whether values are shown only to people who may change them.
  ///
  /// @param written in the contract; empty when it says nothing
  public static boolean isGuarded(String written) {
    return !written.isEmpty() && !written.equalsIgnoreCase(PUBLIC);
  }
}
