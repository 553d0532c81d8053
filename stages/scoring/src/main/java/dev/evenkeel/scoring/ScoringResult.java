package dev.evenkeel.scoring;

import java.nio.file.Path;
import java.util.Optional;

/// What became of a file.
///
/// @param scored rows of the output
/// @param rejected rows that were set aside
/// @param warned scored rows with something odd, such as a word that the model never saw
/// @param rejectedFile where the rejected rows stand; empty when there are none
public record ScoringResult(
    long scored, long rejected, long warned, Path output, Optional<Path> rejectedFile) {
  /// All rows that were read.
  public long rows() {
    return scored + rejected;
  }
}
