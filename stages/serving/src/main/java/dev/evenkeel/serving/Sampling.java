package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;

/// Of how many answers the log keeps the features, too.
///
/// @param rowsPerSecond of a model that are all kept; for ten seconds, ten times as many may come
///   at once
/// @param share of the rows beyond that, from 0 to 1, drawn at random
public record Sampling(int rowsPerSecond, double share) {
  /// 200 rows a second and one in a hundred of what is beyond.
  public static final Sampling DEFAULT = new Sampling(200, 0.01);

  /// The features of every row.
  public static final Sampling ALL = new Sampling(1, 1);

  public Sampling {
    if (rowsPerSecond < 0 || !(share >= 0 && share <= 1)) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "the sampling of the prediction log cannot be %d rows a second and a share of %s"
                  .formatted(rowsPerSecond, share),
              "",
              "0 or more rows a second, and a share from 0 to 1",
              "")
          .asException();
    }
  }
}
