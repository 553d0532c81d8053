package dev.evenkeel.data;

/// Where else rows of a dataset's people are kept: forgetting somebody asks there too.
@FunctionalInterface
public interface PersonalData {
  /// There is nothing elsewhere.
  PersonalData NONE = (_, _, _) -> 0;

  /// Removes what is kept of somebody, for good. It may be called again after a crash.
  ///
  /// @param value of the column that tells people apart
  /// @return how many rows have gone
  long forget(String dataset, String column, String value);
}
