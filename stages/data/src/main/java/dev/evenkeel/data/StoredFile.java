package dev.evenkeel.data;

/// A data file of a version. What it holds never changes.
///
/// @param path its logical name, the same wherever the home lies
/// @param sha256 of its bytes, `sha256:…`
/// @param size in bytes
/// @param position files are read by it, then by path
public record StoredFile(String path, String sha256, long size, long rows, long position) {
  /// The last part of its name.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
