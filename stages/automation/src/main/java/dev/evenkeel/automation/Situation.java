package dev.evenkeel.automation;

import java.time.Instant;
import java.util.List;

/// Everything a policy may look at when a window has closed.
///
/// @param champion as people write it: `home-sales@3`
/// @param promotedAt since when it serves
/// @param reference its score on the rows by which it was promoted
/// @param scores its scores in the closed windows since then, newest first
/// @param newestIsNew whether the newest of them closed just now
/// @param windowsSinceTraining windows closed since the last training, or a large number without
///   one
/// @param refusals challengers refused in a row
public record Situation(
    Instant now,
    String champion,
    Instant promotedAt,
    double reference,
    List<Double> scores,
    boolean newestIsNew,
    int windowsSinceTraining,
    int refusals) {
  public Situation {
    scores = List.copyOf(scores);
  }
}
