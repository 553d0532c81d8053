package dev.evenkeel.data;

/// Who is told of new versions of datasets, in the transaction that makes them readable: what is
/// rolled back is told to nobody. Versions that only lay out rows anew, or take some out for good,
/// are no news.
@FunctionalInterface
public interface NewVersions {
  /// Nobody is told.
  NewVersions NOBODY = (_, _, _) -> {};

  /// A version can be read when the thread's transaction is committed. What this throws keeps it
  /// from being published.
  ///
  /// @param project of the dataset
  void published(String project, String dataset, int number);
}
