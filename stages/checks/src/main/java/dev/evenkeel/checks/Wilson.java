package dev.evenkeel.checks;

/// What a share of a sample says of the share it was drawn from: the score interval of Wilson
/// (1927) at 95 %, which is honest at 0 % and 100 %, too, where the usual one has no width.
///
/// @param low of the share, from 0
/// @param high of the share, to 1
record Wilson(double low, double high) {
  private static final double Z = 1.959963984540054;

  /// @param hits of all
  static Wilson of(long hits, long all) {
    if (all <= 0 || hits < 0 || hits > all) {
      throw new IllegalArgumentException("Cannot bound a share: got %d of %d".formatted(hits, all));
    }
    double share = (double) hits / all;
    double square = Z * Z / all;
    double centre = (share + square / 2) / (1 + square);
    double half = Z * Math.sqrt(share * (1 - share) / all + square / (4.0 * all)) / (1 + square);
    // The ends are exact there, and rounding would leave them beyond.
    return new Wilson(
        hits == 0 ? 0 : Math.max(0, centre - half), hits == all ? 1 : Math.min(1, centre + half));
  }
}
