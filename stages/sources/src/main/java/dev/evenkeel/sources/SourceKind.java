package dev.evenkeel.sources;

import java.util.Set;

/// A kind of place that rows come from. Implementations have a public constructor without
/// parameters, keep no state between two fetches, and pass `SourceKindContract`.
public interface SourceKind {
  /// The schemes of the addresses that it knows, in lower case: `https`.
  Set<String> schemes();

  /// Copies rows into files of the surroundings' folder.
  ///
  /// @throws dev.evenkeel.base.ProblemException for what a person can put right; nothing that it
  ///   says may hold a secret
  Fetched fetch(SourceRequest request, Surroundings surroundings);
}
