package dev.evenkeel.sources;

/// A database that an administrator wrote down. Whoever may fetch sees what its user sees, so it
/// should be one that only reads.
///
/// @param url of JDBC, without user and password
public record SqlConnection(String url, String user, String password) {
  /// Without the password.
  @Override
  public String toString() {
    return "SqlConnection[url=%s, user=%s]".formatted(url, user);
  }
}
