package dev.evenkeel.console;

/// Where the pages of datasets get what they show and what they change; `server` connects them with
/// the datasets. What does not exist, or is not to be seen, is refused as `NOT_FOUND`.
public interface DatasetSource {
  /// A page of the datasets, by name.
  ///
  /// @param search a part of a name; empty takes all
  /// @param after only names behind it; empty for the first page
  DatasetsView datasets(String search, String after);

  /// A dataset with a page of its versions, newest first.
  ///
  /// @param before only numbers below it
  DatasetView dataset(String name, int before);

  /// A version.
  ///
  /// @param version its number, an alias, a tag, a time or `latest`
  /// @param after of files that are rows, only paths behind it; empty for the first page
  /// @param problem why the last change was refused; empty when it was not
  DatasetVersionView version(String name, String version, String after, String problem);

  /// What differs between two versions.
  DatasetDiffView diff(String name, String from, String to);

  /// Rejected rows of a version's batch, as far as whoever asks may see their values.
  ///
  /// @param after so many are left out
  QuarantineView quarantine(String name, String version, int after);

  /// Describes a version.
  void describe(String name, int version, String description);

  /// Gives a version a tag, or another value.
  void tag(String name, int version, String tag, String value);

  /// Takes a tag from a version.
  void untag(String name, int version, String tag);

  /// Lets an alias point at a version.
  void alias(String name, int version, String alias);

  /// Lets an alias point at nothing.
  void removeAlias(String name, String alias);
}
